/** Probabilities must be probabilities, whatever the network puts out. */
import { describe, expect, it } from 'vitest';

import { softmax, weightedMean } from './softmax';

describe('softmax', () => {
  it('agrees with values worked out by hand', () => {
    const [first, second] = softmax([Math.log(3), 0], 1);
    expect(first).toBeCloseTo(0.75, 12);
    expect(second).toBeCloseTo(0.25, 12);
  });

  it('divides by the temperature', () => {
    expect(softmax([2 * Math.log(3), 0], 2)[0]).toBeCloseTo(0.75, 12);
  });

  it('stays finite for logits of any size', () => {
    expect(softmax([1e4, -1e4, 0], 1)).toEqual([1, 0, 0]);
  });

  it.each([0, -1, NaN])('refuses a temperature of %d', (temperature) => {
    expect(() => softmax([1, 2], temperature)).toThrow(RangeError);
  });
});

describe('weightedMean', () => {
  it('weighs vectors by their share', () => {
    expect(
      weightedMean(
        [
          [1, 0],
          [0, 1],
        ],
        [3, 1],
      ),
    ).toEqual([0.75, 0.25]);
  });
});
