/** What people type, and what the network must get to read of it. */
import { describe, expect, it } from 'vitest';

import { NUMBER_TOKEN, tokenize } from './tokenizer';

describe('tokenize', () => {
  it.each([
    ['contractions and negations stay whole', "I DON'T care, I can’t", ['i', "don't", 'care', 'i', "can't"]],
    ['an accent or a wide apostrophe in its place', 'don´t, won＇t', ["don't", "won't"]],
    ['curly and straight quotes agree', '“No,” she said. ‘Never!’', ['no', 'she', 'said', 'never', '!']],
    ['exclamation and question marks stay', 'What?! No!!!!', ['what', '?', '!', 'no', '!!']],
    ['numbers fold', 'At 10:30 I owe 1,000.50', ['at', NUMBER_TOKEN, 'i', 'owe', NUMBER_TOKEN]],
    ['stretched words fold', 'Sooooo goooood', ['soo', 'good']],
    ['emoji lose their skin tone', 'ok 👍🏽', ['ok', '👍']],
    ['a family falls into its members', '👨‍👩‍👧', ['👨', '👩', '👧']],
    ['soft hyphens and marks of direction are not there', '\uFEFFso an\u00ADgry\u200E', ['so', 'angry']],
    ['a space of no width parts words', 'so\u200Bsad', ['so', 'sad']],
    ['the heart loses its variation selector', 'love ❤️', ['love', '❤']],
    ['emoticons become emoji', "hi :) bye :'( <3 :D", ['hi', '🙂', 'bye', '😢', '❤', '😀']],
    ['emoji alone are said in words', '😡😡 :( 🔥!!', ['angry', 'angry', 'sad', '🔥', '!!']],
    [
      'emoticons alone are said in words',
      ":'( :D :) ;) :/ :p :o <3",
      'sad happy happy happy unhappy happy surprised love'.split(' '),
    ],
    ['emoji beside words stay', 'so 😡', ['so', '😡']],
    ['an address is no emoticon', 'see http://x.org', ['see', 'http', 'x', 'org']],
    ['letters around a colon are no emoticon', 'from a:o to b:p', ['from', 'a', 'o', 'to', 'b', 'p']],
    ['the beginning of a word is no emoticon', 'xdrive', ['xdrive']],
    ['full-width letters normalise', 'ＨＥＬＰ', ['help']],
    ['accents compose', 'cafe\u0301', ['café']],
    ['other scripts are words', 'привет 世界', ['привет', '世界']],
    ['an ellipsis stays', 'well… I', ['well', '...', 'i']],
    ['nothing gives nothing', ' \n\t', []],
    ['half of a surrogate pair does no harm', '\uD83D no', ['no']],
  ])('%s', (_, text, tokens) => {
    expect(tokenize(text)).toEqual(tokens);
  });

  it('reads the end of a text of 100 000 characters', () => {
    const tokens = tokenize('bla '.repeat(25_000) + 'the end');
    expect(tokens.slice(-2)).toEqual(['the', 'end']);
    expect(tokens.length).toBeLessThan(2_000);
  });
});
