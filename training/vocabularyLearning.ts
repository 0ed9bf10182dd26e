/** Which words the network gets to know: those that the training texts or people's speech have most, and emotional ones. */
import { tokenize } from '../src/text/tokenizer';
import type { EnglishWords } from './englishWords';

/** Words in the vocabulary. */
const VOCABULARY_WORDS = 18_000;

/** How much a word's share of the running words of speech counts beside its share of those of the training texts. */
const SPOKEN_WEIGHT = 0.3;

/** An emotional word counts for no less than this share of running words, a hundredth of a per mille. */
const EMOTIONAL_SHARE = 1e-5;

/**
 * GoEmotions hides names and religions behind [NAME] and [RELIGION]. In life other words stand there, mostly rare ones:
 * the mask becomes a word of letters that no English word has (ƍ, a turned delta), which no vocabulary holds, so that it
 * trains the unknown word.
 */
const MASK = /\[(?:NAME|RELIGION)\]/gu;
const UNKNOWN_WORD = 'ƍƍx';

/** The text with its masks turned into an unknown word. */
export function unmask(text: string): string {
  return text.replace(MASK, UNKNOWN_WORD);
}

/**
 * The tokens with the greatest share of the texts' running words and of speech's, the greatest first; ties in the order of
 * the alphabet. A word that only one text has, once, is left to what `english` says of it: it may be a slip.
 */
export function learnVocabulary(texts: readonly string[], english: EnglishWords): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const token of tokenize(text.replace(MASK, ' '))) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  // The list of spoken words has contractions in parts ("didn", "ll"), which `tokenize` keeps whole.
  const isPart = (word: string) => [`${word}'t`, `i'${word}`, `you'${word}`].some((whole) => counts.has(whole));
  const spoken = [...english.spoken].filter(([word]) => !isPart(word));
  const [written, said] = [sum(counts.values()), sum(spoken.map(([, count]) => count))];

  const shares = new Map<string, number>();
  for (const [word, count] of counts) if (count > 1) shares.set(word, count / written);
  for (const [word, count] of spoken) shares.set(word, (shares.get(word) ?? 0) + (SPOKEN_WEIGHT * count) / said);
  for (const word of english.emotional) shares.set(word, Math.max(shares.get(word) ?? 0, EMOTIONAL_SHARE));
  return [...shares]
    .sort(([a, shareA], [b, shareB]) => shareB - shareA || (a < b ? -1 : 1))
    .slice(0, VOCABULARY_WORDS)
    .map(([word]) => word);
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
