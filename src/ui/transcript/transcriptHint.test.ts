/** The transcript's hint. */
import { expect, it } from 'vitest';
import { transcriptHint } from './transcriptHint';

it('says that words are read, that they were not, and that of many the last ones are', () => {
  const longest = 'word '.repeat(32);
  expect(transcriptHint('', false)).toBe('Read as you type.');
  expect(transcriptHint(longest, false)).toBe('Read as you type.');
  expect(transcriptHint(`${longest} more`, false)).toBe('Only the last 32 words are read.');
  expect(transcriptHint(`${longest} more`, true)).toBe('These words have not been read.');
});
