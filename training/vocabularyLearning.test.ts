/** What the network can know of words is decided here: which get an id of their own, and what stands where names stood. */
import { describe, expect, it } from 'vitest';

import { TEXT_SPEC } from '../src/text/textSpec';
import { tokenize } from '../src/text/tokenizer';
import { Vocabulary } from '../src/text/vocabulary';
import { ENGLISH_WORDS, type EnglishWords } from './englishWords';
import { learnVocabulary, unmask } from './vocabularyLearning';

/** No list of English words. */
const NONE: EnglishWords = { spoken: new Map(), emotional: [] };

describe('learnVocabulary', () => {
  it('takes the words that came more than once, the most frequent first, ties in the order of the alphabet', () => {
    expect(learnVocabulary(['sad dog sad cat', 'cat dog sad once'], NONE)).toEqual(['sad', 'cat', 'dog']);
  });

  it('folds words as the page does', () => {
    expect(learnVocabulary(['LOVE', 'love'], NONE)).toEqual(['love']);
  });

  it('learns nothing of masks', () => {
    expect(learnVocabulary(['[NAME] won, [NAME]!', 'thank [RELIGION] he won'], NONE)).toEqual(['won']);
  });

  it('takes words that are said, whatever the texts have of them, where their share of speech puts them', () => {
    // Shares: sad 0.5 of the texts; said 0.3 * 0.9; slow 0.25 of the texts and 0.3 * 0.1, said together 0.28.
    const english = {
      spoken: new Map([
        ['said', 9],
        ['slow', 1],
      ]),
      emotional: [],
    };
    expect(learnVocabulary(['sad sad slow slow', 'sad sad once two'], english)).toEqual(['sad', 'slow', 'said']);
  });

  it('takes no part of a contraction for a word that is said', () => {
    const english = {
      spoken: new Map([
        ['didn', 50],
        ['ll', 40],
        ['re', 30],
        ['bell', 1],
      ]),
      emotional: [],
    };
    expect(learnVocabulary(["i'll say he didn't", "you're late"], english)).toEqual(['bell']);
  });

  it('takes every emotional word before the rarest of the others, and a frequent one for what it is', () => {
    const rare = Array.from({ length: 18_000 }, (_, index) => [word(index), 1] as const);
    const spoken = new Map([...rare, ['often', 1e7], ['common', 1e5]] as const);
    const learnt = learnVocabulary([], { spoken, emotional: ['woe', 'often'] });
    expect(learnt).toHaveLength(18_000);
    expect(learnt.slice(0, 3)).toEqual(['often', 'common', 'woe']);
  });

  it('stops at eighteen thousand words', () => {
    const rare = Array.from({ length: 18_001 }, (_, index) => `${word(index)} ${word(index)}`);
    const learnt = learnVocabulary([...rare, 'often often often'], NONE);
    expect(learnt).toHaveLength(18_000);
    expect(learnt[0]).toBe('often');
  });
});

describe('ENGLISH_WORDS', () => {
  it('knows how often words are said, but no names and no lone letters', () => {
    const { spoken } = ENGLISH_WORDS;
    expect(spoken.get('you')).toBeGreaterThan(spoken.get('wept') ?? Infinity);
    for (const other of ['Jack', 'jack', 'I', 's']) expect(spoken.has(other)).toBe(false);
  });

  it('knows words that tell a mood, each of them one token', () => {
    const { emotional } = ENGLISH_WORDS;
    expect(emotional).toEqual(expect.arrayContaining(['furious', 'mournful', 'woeful']));
    expect(emotional.filter((each) => tokenize(each).join() !== each)).toEqual([]);
    expect(new Set(emotional).size).toBe(emotional.length);
  });
});

/** A word of its own for each number below 390 625, without a letter that comes three times in a row. */
function word(number: number): string {
  const letters = [0, 1, 2, 3].map((place) =>
    'abcdefghijklmnopqrstuvwxy'.charAt(Math.floor(number / 25 ** place) % 25),
  );
  return letters.join('z');
}

describe('unmask', () => {
  const vocabulary = new Vocabulary(['thank', 'you']);

  it('puts one unknown word in the place of each mask', () => {
    const masked = vocabulary.encode(unmask('thank you [NAME] [RELIGION]'));
    const named = vocabulary.encode('thank you Zbigniew Zoroaster');
    expect(masked).toEqual(named);
    expect([...masked].filter((id) => id === TEXT_SPEC.unknownId)).toHaveLength(2);
  });

  it('leaves a word that is not learnt, however often masks come', () => {
    const texts = ['[NAME] [NAME] thank thank', '[NAME]'].map(unmask);
    const learnt = new Vocabulary(learnVocabulary(['[NAME] [NAME] thank thank', '[NAME]'], NONE));
    for (const text of texts) expect(learnt.encode(text)[0]).toBe(TEXT_SPEC.unknownId);
  });

  it('leaves other brackets alone', () => {
    expect(unmask('[edit] thank you')).toBe('[edit] thank you');
  });
});
