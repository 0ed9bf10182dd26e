/** Readings in words. */
import { expect, it } from 'vitest';
import { INITIAL_STATE } from '../../session/state';
import { percent } from './percent';
import { verdictOf } from './verdict';

it('names the likeliest, the next, and what it was read from', () => {
  const verdict = verdictOf({
    source: 'both',
    probabilities: [0.02, 0.001, 0.05, 0.05, 0.6, 0.079, 0.15, 0.05],
  });
  expect(verdict).toEqual({
    source: 'from voice and words',
    emotion: 'angry',
    hedge: '',
    word: 'angry',
    detail: '60%, then disgusted at 15%',
  });
});

it('hedges when nothing stands out', () => {
  const verdict = verdictOf({
    source: 'voice',
    probabilities: [0.12, 0.2, 0.12, 0.12, 0.11, 0.11, 0.11, 0.11],
  });
  expect(verdict).toMatchObject({ hedge: 'perhaps', word: 'calm' });
});

it('invites when nothing was read', () => {
  expect(verdictOf(INITIAL_STATE.reading)).toMatchObject({ emotion: null, source: 'nothing read yet', detail: '' });
});

it('never calls something nothing', () => {
  expect([0, 0.0004, 0.005, 0.616, 1].map(percent)).toEqual(['0%', '<1%', '1%', '62%', '100%']);
});
