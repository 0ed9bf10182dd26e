/** Sound that is longer than what is drawn of it is seen by nobody. */
import { expect, it } from 'vitest';

import { waveformLength } from './waveform';

it.each([8_000, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000])(
  'is more than a tenth of a second at %i Hz, and a size that analysers take',
  (sampleRate) => {
    const length = waveformLength(sampleRate);
    expect(length).toBeGreaterThanOrEqual(0.1 * sampleRate);
    expect(length).toBeLessThan(0.21 * sampleRate);
    expect(Number.isInteger(Math.log2(length))).toBe(true);
  },
);

it('is the most that analysers take where that is less', () => {
  expect(waveformLength(384_000)).toBe(32_768);
});
