/** Plain words must leave a voice's reading alone, and telling ones must not. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS } from '../emotions';
import { sharedLogits, wordsShare } from './wordsShare';

const logitsFor = (emotion: string, logit: number) => EMOTIONS.map((each) => (each === emotion ? logit : 0));

describe('wordsShare', () => {
  it('is the probability of a mood, to the power of the exponent', () => {
    // Eight emotions as likely as each other: six of them are moods.
    expect(wordsShare(logitsFor('none', 0), 1)).toBeCloseTo(6 / 8, 12);
    expect(wordsShare(logitsFor('none', 0), 2)).toBeCloseTo(36 / 64, 12);
    // A logit of ln 9 makes happy nine in sixteen, and leaves fourteen of sixteen to moods.
    expect(wordsShare(logitsFor('happy', Math.log(9)), 2)).toBeCloseTo((14 / 16) ** 2, 12);
  });

  it.each(['neutral', 'calm'])('is nothing for words that are surely %s', (emotion) => {
    expect(wordsShare(logitsFor(emotion, 60), 2)).toBeLessThan(1e-20);
  });

  it('is all for words that are surely angry', () => {
    expect(wordsShare(logitsFor('angry', 60), 2)).toBeCloseTo(1, 12);
  });
});

describe('sharedLogits', () => {
  it('goes from the one to the other', () => {
    expect(sharedLogits([2, -4], [0, 4], 0)).toEqual([0, 4]);
    expect(sharedLogits([2, -4], [0, 4], 0.25)).toEqual([0.5, 2]);
    expect(sharedLogits([2, -4], [0, 4], 1)).toEqual([2, -4]);
  });
});
