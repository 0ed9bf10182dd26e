/** What a voice and its words are read as together: the voice's logits, moved by the words as far as they tell a mood. */
import { EMOTIONS, type EmotionVector } from '../emotions';
import { softmax } from './softmax';

/** What words are read as that say nothing of a mood. */
const PLAIN = (['neutral', 'calm'] as const).map((emotion) => EMOTIONS.indexOf(emotion));

/** How words weigh beside a voice, as the manifest has it. */
export interface WordsWeight {
  /** Above 0: the higher, the surer of a mood words have to be to count. */
  readonly exponent: number;
  /** 0..1: the fusion head's part in what the words add; the rest is their own evidence. */
  readonly fusedPart: number;
  /** Above 0: the probability of each emotion in words of any kind. */
  readonly prior: EmotionVector;
}

/** Logits of the eight emotions, by what the network was given: both sides, the voice without words, words without a voice. */
export interface LogitsBySource {
  readonly both: ArrayLike<number>;
  readonly voice: ArrayLike<number>;
  readonly words: ArrayLike<number>;
}

/**
 * voice + share * (part * (both - voice) + (1 - part) * (words - ln prior)), the logits of a voice with its words.
 *
 * The second half is a product of experts (Hinton 2002, "Training products of experts by minimizing contrastive
 * divergence"): P(emotion | voice, words) ~ P(emotion | voice) * P(emotion | words) / P(emotion). The fusion head met voices
 * that it had heard before when it was fitted, and trusts a stranger's less well. The share is
 * (1 - P(neutral or calm | words))^exponent: most of what people say is plain, and would speak against any mood.
 */
export function jointLogits({ both, voice, words }: LogitsBySource, weight: WordsWeight): number[] {
  const share = wordsShare(words, weight.exponent);
  return Array.from(voice, (logit, index) => {
    const fused = (both[index] ?? 0) - logit;
    const evidence = (words[index] ?? 0) - Math.log(weight.prior[index] ?? 1);
    return logit + share * (weight.fusedPart * fused + (1 - weight.fusedPart) * evidence);
  });
}

function wordsShare(words: ArrayLike<number>, exponent: number): number {
  const probabilities = softmax(words, 1);
  const plain = PLAIN.reduce((sum, index) => sum + (probabilities[index] ?? 0), 0);
  return Math.max(0, 1 - plain) ** exponent;
}
