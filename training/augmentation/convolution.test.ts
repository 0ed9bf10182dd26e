/** Rooms are made by way of spectra, where an index that is off by one would be another room: held to the definition. */
import { describe, expect, it } from 'vitest';

import { convolve } from './convolution';
import { Random } from '../random';

/** Convolution by its definition, sum over k of response[k] signal[n - k]. */
function addedUp(signal: Float32Array, response: Float64Array): Float64Array {
  return Float64Array.from(signal, (_, n) =>
    response.reduce((sum, gain, delay) => sum + gain * (signal[n - delay] ?? 0), 0),
  );
}

describe('convolve', () => {
  it('is the sum of all echoes, for signals longer and shorter than the response', () => {
    const random = new Random('echoes');
    for (const [length, delays] of [
      [1000, 300],
      [257, 256],
      [40, 900],
      [1, 1],
    ] as const) {
      const signal = Float32Array.from({ length }, () => random.normal());
      const response = Float64Array.from({ length: delays }, () => random.normal());
      const expected = addedUp(signal, response);
      const heard = convolve(signal, response);
      expect(heard).toHaveLength(length);
      // Single precision keeps seven digits of values that are some tens at most.
      heard.forEach((value, n) => expect(value).toBeCloseTo(expected[n] ?? NaN, 4));
    }
  });

  it('leaves a signal as it is in a room without echoes', () => {
    const signal = Float32Array.of(0.25, -0.5, 1, 0);
    // The spectra are of double precision, which rounds to the same single-precision numbers but for the last digit.
    convolve(signal, Float64Array.of(1, 0, 0)).forEach((value, n) => expect(value).toBeCloseTo(signal[n] ?? NaN, 7));
  });
});
