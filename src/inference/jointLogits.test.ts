/** Plain words must leave a voice's reading alone, and telling ones must move it by what they tell. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS } from '../emotions';
import { jointLogits, type WordsWeight } from './jointLogits';
import { softmax } from './softmax';

const logitsFor = (emotion: string, logit: number) => EMOTIONS.map((each) => (each === emotion ? logit : 0));
const VOICE = logitsFor('angry', 2);
const BOTH = logitsFor('sad', 3);
/** As a prior it adds the same to all logits, which says nothing. */
const EVEN = EMOTIONS.map(() => 1 / EMOTIONS.length);
const told = (logits: readonly number[]) => softmax(logits, 1);

function joined(words: readonly number[], weight: Partial<WordsWeight>): number[] {
  return jointLogits({ both: BOTH, voice: VOICE, words }, { exponent: 1, fusedPart: 1, prior: EVEN, ...weight });
}

describe('jointLogits', () => {
  it('goes from the voice to the fusion head by the probability of a mood, to the power of the exponent', () => {
    const between = (share: number) => VOICE.map((voice, index) => voice + share * ((BOTH[index] ?? 0) - voice));
    const expectLogits = (logits: readonly number[], expected: readonly number[]) => {
      expect(logits).toHaveLength(EMOTIONS.length);
      expected.forEach((value, index) => {
        expect(logits[index]).toBeCloseTo(value, 12);
      });
    };
    // Eight emotions as likely as each other: six of them are moods.
    expectLogits(joined(logitsFor('none', 0), { exponent: 1 }), between(6 / 8));
    expectLogits(joined(logitsFor('none', 0), { exponent: 2 }), between(36 / 64));
    // A logit of ln 9 makes happy nine in sixteen, and leaves fourteen of sixteen to moods.
    expectLogits(joined(logitsFor('happy', Math.log(9)), { exponent: 2 }), between((14 / 16) ** 2));
    expectLogits(joined(logitsFor('angry', 60), {}), BOTH);
  });

  it.each(['neutral', 'calm'])('leaves the reading to the voice beside words that are surely %s', (emotion) => {
    joined(logitsFor(emotion, 60), { fusedPart: 0.5 }).forEach((logit, index) => {
      expect(logit).toBeCloseTo(VOICE[index] ?? NaN, 12);
    });
  });

  it('multiplies what voice and words tell, and divides by what words tell of themselves', () => {
    const words = EMOTIONS.map((_, index) => (index < 2 ? -60 : index / 2));
    const prior = [0.3, 0.02, 0.3, 0.1, 0.1, 0.05, 0.05, 0.08];
    const product = EMOTIONS.map((_, index) => {
      const [voice = 0, own = 0] = [told(VOICE)[index], told(words)[index]];
      return (voice * own) / (prior[index] ?? NaN);
    });
    const total = product.reduce((sum, each) => sum + each, 0);
    told(joined(words, { fusedPart: 0, prior })).forEach((probability, index) => {
      expect(probability).toBeCloseTo((product[index] ?? NaN) / total, 12);
    });
  });

  it('takes the part of each that is asked for', () => {
    const words = logitsFor('happy', 60);
    const [fused, own, half] = [1, 0, 0.5].map((fusedPart) => joined(words, { fusedPart }));
    half?.forEach((logit, index) => {
      expect(logit).toBeCloseTo(((fused?.[index] ?? NaN) + (own?.[index] ?? NaN)) / 2, 12);
    });
    expect(fused).not.toEqual(own);
  });
});
