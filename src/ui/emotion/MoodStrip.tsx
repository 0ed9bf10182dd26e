/** The moods of a listening over time, from left to right: one element however long it lasts. */
import { EMOTION_APPEARANCE, EMOTIONS, type Emotion } from '../../emotions';
import type { MoodSegment } from '../../session/moods';
import { useSessionState } from '../sessionContext';
import { emotionColour } from '../emotionColours';
import styles from './MoodStrip.module.css';
import { percent } from './percent';

/** The strip's colours, as a CSS gradient with hard edges. */
function gradient(segments: readonly MoodSegment[]): string {
  const end = segments.at(-1)?.endSeconds ?? 0;
  const stops = segments.map(({ emotion, endSeconds }, index) => {
    const from = (100 * (segments[index - 1]?.endSeconds ?? 0)) / end;
    const colour = emotion === null ? 'var(--track)' : emotionColour(emotion);
    return `${colour} ${from}% ${(100 * endSeconds) / end}%`;
  });
  return `linear-gradient(to right, ${stops.join(', ')})`;
}

/** For example 'Moods so far: angry 60%, sad 40%', of the time in which a mood was read. */
export function describeMoods(segments: readonly MoodSegment[]): string {
  const seconds = new Map<Emotion, number>();
  segments.forEach(({ emotion, endSeconds }, index) => {
    const duration = endSeconds - (segments[index - 1]?.endSeconds ?? 0);
    if (emotion !== null) seconds.set(emotion, (seconds.get(emotion) ?? 0) + duration);
  });
  const all = [...seconds.values()].reduce((sum, value) => sum + value, 0);
  if (all === 0) return 'Moods so far: none';
  const shares = EMOTIONS.flatMap((emotion) => {
    const duration = seconds.get(emotion);
    return duration === undefined ? [] : [{ emotion, share: duration / all }];
  }).sort((a, b) => b.share - a.share);
  return `Moods so far: ${shares.map(({ emotion, share }) => `${EMOTION_APPEARANCE[emotion].displayName} ${percent(share)}`).join(', ')}`;
}

/** Shown while listening, and afterwards as long as the take is on its card, if a mood was read in it. */
export function MoodStrip() {
  const moods = useSessionState((state) => state.moods);
  const listening = useSessionState(({ phase }) => phase === 'listening' || phase === 'stopping');
  const hasTake = useSessionState(
    ({ moodsTake, unreadTake, recording }) => moodsTake !== null && [unreadTake, recording?.file].includes(moodsTake),
  );
  const hasMood = moods.some(({ emotion }) => emotion !== null);
  const isOfThisSound = listening || (hasTake && hasMood);
  if (!isOfThisSound || (moods.at(-1)?.endSeconds ?? 0) === 0) return null;
  return (
    <div
      className={styles.strip}
      role="img"
      aria-label={describeMoods(moods)}
      style={{ backgroundImage: gradient(moods) }}
    />
  );
}
