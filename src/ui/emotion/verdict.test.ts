/** Readings in words. */
import { expect, it } from 'vitest';
import { INITIAL_STATE, type ReadingSource } from '../../session/state';
import { percent } from './percent';
import { hedgedWord, invitationOf, verdictOf } from './verdict';

it('names the likeliest, the next, and what it was read from', () => {
  const reading = { source: 'both', probabilities: [0.02, 0.001, 0.05, 0.05, 0.6, 0.079, 0.15, 0.05] } as const;
  expect(verdictOf(reading, true)).toEqual({
    source: 'from voice and words',
    emotion: 'angry',
    hedge: '',
    word: 'angry',
    detail: '60%, then disgusted at 15%',
  });
});

it('names the recording that the voice is from, where there is another one', () => {
  const probabilities = [0.9, 0.1, 0, 0, 0, 0, 0, 0];
  const sourceOf = (source: ReadingSource) => verdictOf({ source, probabilities }, true, 'a.wav').source;
  expect(sourceOf('voice')).toBe('from the voice in a.wav');
  expect(sourceOf('both')).toBe('from the words and the voice in a.wav');
  expect(sourceOf('words')).toBe('from the words');
});

it('is said with reserve where it is not sure', () => {
  const probabilities = [0.05, 0.45, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05];
  const hedged = verdictOf({ source: 'words', probabilities }, false);
  expect(hedged).toMatchObject({ hedge: 'not sure, perhaps', word: 'calm' });
  expect(hedgedWord(hedged)).toBe('not sure, perhaps calm');
});

it('is empty when nothing was read', () => {
  expect(verdictOf(INITIAL_STATE.reading, true)).toEqual({
    source: 'nothing read yet',
    emotion: null,
    hedge: '',
    word: '',
    detail: '',
  });
});

it('has an invitation in its place, which does not say that a muted microphone listens', () => {
  expect(invitationOf(INITIAL_STATE)).toMatch(/^Speak, /);
  const listening = { id: 1, details: null, live: null, isSure: false, pause: null, hasRefused: false };
  expect(invitationOf({ phase: 'listening', listening })).toBe('listening…');
  const pause = { message: 'The microphone is muted.', canResume: false };
  expect(invitationOf({ phase: 'listening', listening: { ...listening, pause } })).toBe('paused');
  expect(invitationOf({ phase: 'analysing', listening: null })).toBe('reading…');
});

it('never calls something nothing', () => {
  expect([0, 0.0004, 0.005, 0.616, 1].map(percent)).toEqual(['0%', '<1%', '1%', '62%', '100%']);
});
