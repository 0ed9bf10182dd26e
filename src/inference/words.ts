/** A text as the network reads it, and whether it is read beside a voice: apart from the network, as the Worker asks, too. */

export interface Words {
  readonly embedding: Float32Array;
  /** Whether at least half of the words are in the vocabulary. */
  readonly areKnown: boolean;
}

/** What is read of words beside a voice: nothing where few are known, as it would not be the words that were read. */
export function besideVoice(words: Words | null): Float32Array | null {
  return words?.areKnown === true ? words.embedding : null;
}
