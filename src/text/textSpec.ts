/** Every constant of the text features with its reason. */

export const TEXT_SPEC = {
  /** Tokens the network sees, the last ones of a longer text: 99.9 % of GoEmotions' comments are shorter. */
  maxTokens: 32,
  /** Id of the padding on the right of a shorter text. */
  paddingId: 0,
  /** Id of a word that the vocabulary does not hold. */
  unknownId: 1,
  /** Id of the vocabulary's first line. */
  firstWordId: 2,
} as const;
