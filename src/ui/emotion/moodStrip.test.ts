/** The strip of moods in words. */
import { expect, it } from 'vitest';
import { describeMoods } from './MoodStrip';

it('is told by shares of the time in which a mood was read', () => {
  const segments = [
    { emotion: 'disgust', endSeconds: 1 },
    { emotion: null, endSeconds: 5 },
    { emotion: 'angry', endSeconds: 8 },
  ] as const;
  expect(describeMoods(segments)).toBe('Moods so far: angry 75%, disgusted 25%');
  expect(describeMoods([{ emotion: null, endSeconds: 5 }])).toBe('Moods so far: none');
});
