/** The sentences must not contradict themselves by a rounded number. */
import { expect, it } from 'vitest';

import { RECORDING_ERRORS, spokenDuration } from './recordingError';

it.each([
  [0, '0.00'],
  [0.29, '0.29'],
  [4_639 / 16_000, '0.28'],
  [7_840 / 16_000, '0.49'],
  [7_999 / 16_000, '0.49'],
])('%f seconds are too short as %s', (seconds, said) => {
  expect(RECORDING_ERRORS.tooShort(seconds).message).toMatch(new RegExp(`lasts ${said} seconds\\. At least half`));
});

it.each([
  [0, 'nothing of it could be read'],
  [0.004, 'nothing of it could be read'],
  [0.29, 'only 0.29 seconds could be read, too little'],
  [7_999 / 16_000, 'only 0.49 seconds could be read, too little'],
])('%f seconds of a damaged recording are told as: %s', (seconds, said) => {
  expect(RECORDING_ERRORS.damaged(seconds).message).toContain(`damaged: ${said}`);
});

it.each([
  [0.34, '0.3 seconds'],
  [9.94, '9.9 seconds'],
  [9.96, '10 seconds'],
  [119.4, '119 seconds'],
  [119.6, '2 min 0 s'],
  [200, '3 min 20 s'],
])('%f seconds are spoken of as %s', (seconds, spoken) => {
  expect(spokenDuration(seconds)).toBe(spoken);
});
