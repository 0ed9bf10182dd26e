/** The sentences must not contradict themselves by a rounded number. */
import { expect, it } from 'vitest';

import { RECORDING_ERRORS } from './recordingError';

it.each([
  [0, '0.00'],
  [0.29, '0.29'],
  [4_639 / 16_000, '0.28'],
  [7_840 / 16_000, '0.49'],
  [7_999 / 16_000, '0.49'],
])('%f seconds are too short as %s', (seconds, said) => {
  expect(RECORDING_ERRORS.tooShort(seconds).message).toMatch(new RegExp(`lasts ${said} seconds\\. At least half`));
});
