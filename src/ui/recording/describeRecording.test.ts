/** Durations and rates as people write them. */
import { expect, it } from 'vitest';
import { describeRecording, describeTake } from './describeRecording';

const SHORT = { name: 'a', durationSeconds: 3.21, heardSeconds: 2.94, sampleRate: 48000, channels: 2, notice: null };

it('says how long, how much of it heard, and what it was made of', () => {
  expect(describeRecording(SHORT)).toBe('3.2 s, 2.9 s of it heard, 48 kHz stereo');
  const long = { ...SHORT, durationSeconds: 7380.4, heardSeconds: 65, sampleRate: 22050, channels: 1 };
  expect(describeRecording(long)).toBe('2:03:00 h, 1:05 min of it heard, 22.05 kHz mono');
  expect(describeRecording({ ...SHORT, channels: 6 })).toMatch(/48 kHz, 6 channels$/);
});

it('does not round up to sixty seconds', () => {
  expect(describeRecording({ ...SHORT, durationSeconds: 59.97 })).toMatch(/^1:00 min/);
});

it('tells takes apart by when they ended and how long they are', () => {
  const ended = new Date(2026, 10, 22, 9, 41, 5).getTime();
  const size = 44 + 2 * 16_000 * 3.2;
  expect(describeTake({ lastModified: ended, size })).toMatch(/\b0?9:41:05\b.*, 3\.2 s$/);
  expect(describeTake({ lastModified: ended + 1000, size })).toMatch(/\b0?9:41:06\b/);
});
