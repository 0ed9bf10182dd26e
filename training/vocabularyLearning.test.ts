/** What the network can know of words is decided here: which get an id of their own, and what stands where names stood. */
import { describe, expect, it } from 'vitest';

import { TEXT_SPEC } from '../src/text/textSpec';
import { Vocabulary } from '../src/text/vocabulary';
import { learnVocabulary, unmask } from './vocabularyLearning';

describe('learnVocabulary', () => {
  it('takes the words that came more than once, the most frequent first, ties in the order of the alphabet', () => {
    expect(learnVocabulary(['sad dog sad cat', 'cat dog sad once'])).toEqual(['sad', 'cat', 'dog']);
  });

  it('folds words as the page does', () => {
    expect(learnVocabulary(['LOVE', 'love'])).toEqual(['love']);
  });

  it('learns nothing of masks', () => {
    expect(learnVocabulary(['[NAME] won, [NAME]!', 'thank [RELIGION] he won'])).toEqual(['won']);
  });

  it('stops at ten thousand words', () => {
    const rare = Array.from({ length: 10_001 }, (_, index) => `${word(index)} ${word(index)}`);
    const learnt = learnVocabulary([...rare, 'often often often']);
    expect(learnt).toHaveLength(10_000);
    expect(learnt[0]).toBe('often');
  });
});

/** A word of its own for each number below 15 625, without a letter that comes three times in a row. */
function word(number: number): string {
  const letters = [0, 1, 2].map((place) => 'abcdefghijklmnopqrstuvwxy'.charAt(Math.floor(number / 25 ** place) % 25));
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
    const learnt = new Vocabulary(learnVocabulary(['[NAME] [NAME] thank thank', '[NAME]']));
    for (const text of texts) expect(learnt.encode(text)[0]).toBe(TEXT_SPEC.unknownId);
  });

  it('leaves other brackets alone', () => {
    expect(unmask('[edit] thank you')).toBe('[edit] thank you');
  });
});
