/** What is taken for a recording before anything of it is read. */
import { expect, it } from 'vitest';
import { ACCEPTED_BY_PICKER, looksLikeRecording } from './looksLikeRecording';

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

it('is what the picker offers, by its ending as well', () => {
  const endings = ACCEPTED_BY_PICKER.split(',').filter((entry) => entry.startsWith('.'));
  for (const ending of ['.wav', '.flac', '.mov', '.mkv']) expect(endings).toContain(ending);
  for (const ending of endings) expect(looksLikeRecording({ type: '', name: `SPEECH${ending}` })).toBe(true);
});
