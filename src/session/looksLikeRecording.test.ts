/** What is taken for a recording before anything of it is read. */
import { expect, it } from 'vitest';
import { looksLikeRecording } from './looksLikeRecording';

it.each([
  ['speech', 'audio/x-anything', true],
  ['speech', 'video/mp4', true],
  ['SPEECH.FLAC', '', true],
  ['speech.opus', 'application/octet-stream', true],
  ['speech.wav.txt', 'text/plain', false],
  ['wav', '', false],
  ['cover.jpg', 'image/jpeg', false],
])('%s of type "%s": %s', (name, type, expected) => {
  expect(looksLikeRecording({ name, type })).toBe(expected);
});
