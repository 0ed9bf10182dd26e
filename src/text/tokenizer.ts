/** Typed English to tokens: what people type, folded to what the vocabulary can know. */
import { withEmojiAloneInWords } from './emojiWords';

/** More than enough for the last tokens the network sees, and cheap to search however much was pasted. */
const MAX_CHARACTERS = 4_000;

/** Stands for every number: the mood of "3 reasons" is that of "4 reasons". */
export const NUMBER_TOKEN = '<number>';

/** Western emoticons, longest first, and the emoji they mean. */
const EMOTICONS: readonly (readonly [RegExp, string])[] = [
  [/[:;]['’]-?\(/gu, ' 😢 '],
  [/(?<![\p{L}\p{N}])(?:[:=]-?d+|xd+)(?![\p{L}\p{N}])/gu, ' 😀 '],
  [/[:=]-?[)\]]+/gu, ' 🙂 '],
  [/[:=]-?[([]+/gu, ' 🙁 '],
  [/;-?[)\]]/gu, ' 😉 '],
  [/[:=]-?\/(?!\/)/gu, ' 😕 '],
  [/(?<![\p{L}\p{N}])[:=]-?p(?![\p{L}\p{N}])/gu, ' 😛 '],
  [/(?<![\p{L}\p{N}])[:=]-?o(?![\p{L}\p{N}])/gu, ' 😮 '],
  [/<3+/gu, ' ❤ '],
];

/**
 * What only changes how a text looks: skin tones, variation selectors and joiners of emoji, and the soft hyphens and marks
 * of direction that come with pasted text. Not the space of no width, which parts words.
 */
const LOOKS = /[\u{1F3FB}-\u{1F3FF}\uFE0E\uFE0F]|(?!\u200B)\p{Cf}/gu;

/** A word with its inner apostrophes, a number, a run of ! or ?, an ellipsis, or one emoji. */
const TOKEN =
  /\p{L}[\p{L}\p{M}]*(?:'\p{L}[\p{L}\p{M}]*)*|\p{N}+(?:[.,:]\p{N}+)*|!+|\?+|\.{2,}|\p{Extended_Pictographic}/gu;

/**
 * Splits a text into tokens: NFKC, lower case, straight apostrophes; contractions whole ("don't"); letters repeated
 * three times or more folded to two ("soooo" -> "soo"); numbers folded; `!`, `!!`, `?`, `??`, `...` and emoji kept,
 * emoticons turned into emoji; other punctuation dropped; where there are no words, emoji said in words. Of a very long
 * text only the end is read. Never throws.
 */
export function tokenize(text: string): string[] {
  let folded = text
    .slice(-MAX_CHARACTERS)
    // Before NFKC, which would make a space and an accent of ´.
    .replace(/[‘’‛`´ʼ＇]/gu, "'")
    .normalize('NFKC')
    .toLowerCase();
  for (const [emoticon, emoji] of EMOTICONS) folded = folded.replace(emoticon, emoji);
  folded = folded.replace(LOOKS, '').replace(/(\p{L})\1{2,}/gu, '$1$1');
  return withEmojiAloneInWords((folded.match(TOKEN) ?? []).map(foldToken));
}

function foldToken(token: string): string {
  const first = token.charAt(0);
  if (first === '!' || first === '?') return token.slice(0, 2);
  if (first === '.') return '...';
  return /^\p{N}/u.test(token) ? NUMBER_TOKEN : token;
}
