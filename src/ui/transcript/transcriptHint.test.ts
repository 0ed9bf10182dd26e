/** The transcript's hint. */
import { expect, it } from 'vitest';
import { transcriptHint } from './transcriptHint';

it('says that words are read, that they were not or are unknown, and that of many the last ones are', () => {
  const longest = 'word '.repeat(32);
  expect(transcriptHint('', false, false)).toBe('Read as you type.');
  expect(transcriptHint(longest, false, false)).toBe('Read as you type.');
  expect(transcriptHint(`${longest} more`, false, false)).toBe('Only the end is read: 32 words and marks.');
  expect(transcriptHint('xyzzy', false, true)).toBe('Few or none of these words are known: it reads English.');
  expect(transcriptHint(`${longest} more`, true, false)).toBe('These words have not been read.');
});
