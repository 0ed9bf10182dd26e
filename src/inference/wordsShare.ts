/** How far words move what a voice is read as: as far as they say anything of a mood themselves. */
import { EMOTIONS } from '../emotions';
import { softmax } from './softmax';

/** What words are read as that say nothing of a mood. */
const PLAIN = (['neutral', 'calm'] as const).map((emotion) => EMOTIONS.indexOf(emotion));

/**
 * The share of the reading that is the fusion head's, 0..1; the rest is the voice's alone. It is
 * (1 - P(neutral or calm))^exponent of the words read alone. Most of what people say is plain, and the head, which met
 * voices that it had heard before when it was fitted, would let plain words of a stranger count for too much.
 *
 * @param logits of the words without a voice.
 */
export function wordsShare(logits: ArrayLike<number>, exponent: number): number {
  const probabilities = softmax(logits, 1);
  const plain = PLAIN.reduce((sum, index) => sum + (probabilities[index] ?? 0), 0);
  return Math.max(0, 1 - plain) ** exponent;
}

/** `share` of the one logits, and the rest of the other's. */
export function sharedLogits(fused: ArrayLike<number>, voice: ArrayLike<number>, share: number): number[] {
  return Array.from(fused, (logit, index) => share * logit + (1 - share) * (voice[index] ?? 0));
}
