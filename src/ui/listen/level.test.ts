/** The level meter's scale and the clock. */
import { expect, it } from 'vitest';
import { clockTime, levelOf, peakOf } from './level';

it('stands at the end for full scale, in the middle for -30 dB, and rests for silence', () => {
  expect(levelOf(peakOf(new Float32Array([0.2, -1, 0.5])))).toBe(1);
  expect(levelOf(10 ** (-30 / 20))).toBeCloseTo(0.5, 6);
  expect([levelOf(0), levelOf(1e-6), levelOf(2)]).toEqual([0, 0, 1]);
});

it('tells the time as clocks do', () => {
  expect([0, 7.99, 60, 725].map(clockTime)).toEqual(['0:00', '0:07', '1:00', '12:05']);
});
