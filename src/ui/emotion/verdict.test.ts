/** Readings in words. */
import { expect, it } from 'vitest';
import { INITIAL_STATE } from '../../session/state';
import { SURE_FROM } from '../../session/testing';
import { percent } from './percent';
import { verdictOf } from './verdict';

it('names the likeliest, the next, and what it was read from', () => {
  const reading = { source: 'both', probabilities: [0.02, 0.001, 0.05, 0.05, 0.6, 0.079, 0.15, 0.05] } as const;
  expect(verdictOf(reading, SURE_FROM)).toEqual({
    source: 'from voice and words',
    emotion: 'angry',
    hedge: '',
    word: 'angry',
    detail: '60%, then disgusted at 15%',
  });
});

it('is not sure below what the model is sure from, which depends on what was read', () => {
  const probabilities = [0.05, 0.45, 0.1, 0.1, 0.1, 0.1, 0.05, 0.05];
  expect(verdictOf({ source: 'voice', probabilities }, SURE_FROM)).toMatchObject({ hedge: '', word: 'calm' });
  const ofWords = verdictOf({ source: 'words', probabilities }, SURE_FROM);
  expect(ofWords).toMatchObject({ hedge: 'not sure, perhaps', word: 'calm' });
});

it('invites when nothing was read', () => {
  expect(verdictOf(INITIAL_STATE.reading, null)).toMatchObject({
    emotion: null,
    source: 'nothing read yet',
    detail: '',
  });
});

it('never calls something nothing', () => {
  expect([0, 0.0004, 0.005, 0.616, 1].map(percent)).toEqual(['0%', '<1%', '1%', '62%', '100%']);
});
