/** What emoji mean in words, for texts of nothing else: those the network cannot have learnt from comments. */

const EMOJI_OF_WORDS: Readonly<Record<string, string>> = {
  happy: '🙂😀😃😄😁😆😊☺🤗🥳😺😸😛😝😜😉😎😇😋🎉',
  lol: '😂🤣😹😅',
  love: '❤♥💕💖💗💓💞💘💝💙💚💛💜🧡🖤🤍🤎😍🥰😘😻😚😗😙',
  great: '👍👏🙌👌🎊',
  sad: '🙁☹😔😞😟😢😥😿😪😓😣😖😭😩😫',
  unhappy: '😕',
  heartbroken: '💔',
  angry: '😡😠🤬👿😤💢',
  annoyed: '🙄😒',
  scared: '😱😨😰😧',
  nervous: '😬',
  surprised: '😮😯😲🤯😦',
  disgusted: '🤢🤮',
};

const WORDS_OF_EMOJI: ReadonlyMap<string, string> = new Map(
  Object.entries(EMOJI_OF_WORDS).flatMap(([word, emoji]) => Array.from(emoji, (each) => [each, word] as const)),
);

const EMOJI = /^\p{Extended_Pictographic}$/u;
const MARKS = /^[!?.]/u;

/** Whether a token is one emoji. */
export function isEmoji(token: string): boolean {
  return EMOJI.test(token);
}

/** Whether a token is marks of punctuation. */
export function isPunctuation(token: string): boolean {
  return MARKS.test(token);
}

/**
 * The tokens of a text, with words for its emoji where it has no others. Beside words, emoji stay as they are: there the
 * network has learnt what people mean by them, a smile under a grim sentence say, and their words in their place were read
 * right less often (GoEmotions' comments, held-out texts with emoji: 0.69 for 0.77).
 */
export function withEmojiAloneInWords(tokens: readonly string[]): string[] {
  const isAlone = tokens.every((token) => isEmoji(token) || isPunctuation(token));
  return tokens.map((token) => (isAlone ? (WORDS_OF_EMOJI.get(token) ?? token) : token));
}
