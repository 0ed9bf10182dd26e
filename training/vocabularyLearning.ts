/** Which words the network gets to know: the most frequent ones of the training texts. */
import { tokenize } from '../src/text/tokenizer';

/** Words in the vocabulary. */
const VOCABULARY_WORDS = 10_000;

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

/** The most frequent tokens of the texts, the most frequent first; ties in the order of the alphabet. */
export function learnVocabulary(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const token of tokenize(text.replace(MASK, ' '))) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, VOCABULARY_WORDS)
    .map(([token]) => token);
}
