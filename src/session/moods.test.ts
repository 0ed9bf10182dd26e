/** The strip of moods: what is merged, and that it stays short. */
import { expect, it } from 'vitest';
import { EMOTIONS, type Emotion } from '../emotions';
import type { LiveReading } from '../inference/protocol';
import { MAXIMUM_SEGMENTS, withMood, type MoodSegment } from './moods';

function live(emotion: Emotion | null, secondsListened: number): LiveReading {
  const probabilities = EMOTIONS.map((each) => (each === emotion ? 1 : 0));
  return {
    sequence: 1,
    speaking: emotion !== null,
    reading: emotion === null ? null : { source: 'voice', probabilities },
    clipping: false,
    veryQuiet: false,
    secondsListened,
    readingsPerSecond: 10,
    framesLost: 0,
  };
}

it('a mood that goes on makes its segment longer, and silence is a segment of its own', () => {
  const heard = [live('angry', 1), live('angry', 2), live(null, 3), live('sad', 4)];
  expect(heard.reduce<readonly MoodSegment[]>(withMood, [])).toEqual([
    { emotion: 'angry', endSeconds: 2 },
    { emotion: null, endSeconds: 3 },
    { emotion: 'sad', endSeconds: 4 },
  ]);
});

it('of too many segments the shortest goes, and the time is still all there', () => {
  let segments = withMood([], live('happy', 10));
  segments = withMood(segments, live('fearful', 10.1));
  for (let index = 1; index < MAXIMUM_SEGMENTS; index += 1) {
    segments = withMood(segments, live(index % 2 === 0 ? 'angry' : 'sad', 10 + index));
  }
  expect(segments).toHaveLength(MAXIMUM_SEGMENTS);
  expect(segments.some(({ emotion }) => emotion === 'fearful')).toBe(false);
  expect(segments[0]).toEqual({ emotion: 'happy', endSeconds: 10 });
  expect(segments.at(-1)?.endSeconds).toBe(10 + MAXIMUM_SEGMENTS - 1);
});
