/** The moods of a listening over time, for a strip: few enough segments to draw however long it lasts. */
import { EMOTIONS, type Emotion } from '../emotions';
import type { LiveReading } from '../inference/protocol';

/** A stretch of time in which one mood led. */
export interface MoodSegment {
  /** Null while nobody spoke, or nothing could be read. */
  readonly emotion: Emotion | null;
  /** Since listening began; the segment before ends where this one starts. */
  readonly endSeconds: number;
}

/** As many as a strip has room for. */
export const MAXIMUM_SEGMENTS = 120;

/** The emotion that leads in a live reading; null while it rests. */
export function leadingEmotion({ reading }: Pick<LiveReading, 'reading'>): Emotion | null {
  if (reading === null) return null;
  return EMOTIONS[reading.probabilities.indexOf(Math.max(...reading.probabilities))] ?? null;
}

/** The segments with the time up to `live` added; of too many, the shortest goes to the one after it. */
export function withMood(segments: readonly MoodSegment[], live: LiveReading): readonly MoodSegment[] {
  const emotion = leadingEmotion(live);
  const last = segments.at(-1);
  const earlier = last?.emotion === emotion ? segments.slice(0, -1) : segments;
  const next = [...earlier, { emotion, endSeconds: live.secondsListened }];
  return next.length > MAXIMUM_SEGMENTS ? withoutShortest(next) : next;
}

function withoutShortest(segments: readonly MoodSegment[]): readonly MoodSegment[] {
  const lengthAt = (index: number): number =>
    (segments[index]?.endSeconds ?? 0) - (index === 0 ? 0 : (segments[index - 1]?.endSeconds ?? 0));
  // The last one is still growing.
  let shortest = 0;
  for (let index = 1; index < segments.length - 1; index += 1) {
    if (lengthAt(index) < lengthAt(shortest)) shortest = index;
  }
  return segments.filter((_, index) => index !== shortest);
}
