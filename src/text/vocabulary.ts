/** The words the network knows, and how a text becomes their numbers. */
import { isEmoji, isPunctuation } from './emojiWords';
import { TEXT_SPEC } from './textSpec';
import { tokenize } from './tokenizer';

const { maxTokens, paddingId, unknownId, firstWordId } = TEXT_SPEC;

/** An ordered list of tokens; a token's id is its line in vocabulary.txt plus `firstWordId`. */
export class Vocabulary {
  private readonly ids: ReadonlyMap<string, number>;

  constructor(tokens: readonly string[]) {
    this.ids = new Map(tokens.map((token, index) => [token, index + firstWordId]));
  }

  /** Reads vocabulary.txt: one token a line. */
  static parse(file: string): Vocabulary {
    return new Vocabulary(file.split('\n').filter((line) => line !== ''));
  }

  /** Number of different ids, padding and unknown included. */
  get size(): number {
    return this.ids.size + firstWordId;
  }

  /** A token's id; spelling folded where that finds a known word ("soo" -> "so", "mom's" -> "mom"), else `unknownId`. */
  idOf(token: string): number {
    return (
      this.ids.get(token) ??
      this.ids.get(token.replace(/(\p{L})\1/gu, '$1')) ??
      this.ids.get(token.replace(/'.*$/u, '')) ??
      unknownId
    );
  }

  /**
   * Whether at least half of the words in a text are known, of those that `encode` takes; so they are where there is none.
   * Numbers are words here, marks of punctuation are not. Emoji beside words do not count. Of emoji alone, one that is said in
   * a word is enough; where none is, they are unknown, though the vocabulary has them.
   */
  knowsHalfOf(text: string): boolean {
    const tokens = tokenize(text)
      .slice(-maxTokens)
      .filter((token) => !isPunctuation(token));
    const words = tokens.filter((token) => !isEmoji(token));
    if (words.length === 0) return tokens.length === 0;
    const known = words.filter((word) => this.idOf(word) !== unknownId);
    return known.length >= words.length / 2;
  }

  /** The last `maxTokens` tokens of a text as ids, padded on the right: [maxTokens]. All padding when there are none. */
  encode(text: string): Int32Array {
    const ids = new Int32Array(maxTokens).fill(paddingId);
    tokenize(text)
      .slice(-maxTokens)
      .forEach((token, index) => {
        ids[index] = this.idOf(token);
      });
    return ids;
  }
}
