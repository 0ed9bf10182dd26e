/** The reading: the likeliest emotion in large type, what it was read from, and all eight with their numbers. */
import { useRef } from 'react';
import { EMOTIONS } from '../../emotions';
import { isBusy, isCancellable, isShownSure, progressOf, shownReading, voiceToName } from '../../session/state';
import { moodProperty } from '../emotionColours';
import hidden from '../hidden.module.css';
import { useSessionState } from '../sessionContext';
import { useSettled } from '../useSettled';
import { CopyReading } from './CopyReading';
import { EmotionMeter } from './EmotionMeter';
import styles from './EmotionPanel.module.css';
import { Glance } from './Glance';
import { Hero } from './Hero';
import { LiveStatus } from './LiveStatus';
import { MoodStrip } from './MoodStrip';
import { hedgedWord, verdictOf } from './verdict';
import { WorkProgress } from './WorkProgress';

/** Long enough that somebody who types hears the outcome, not every step. */
const ANNOUNCE_AFTER_MILLISECONDS = 1000;

export function EmotionPanel() {
  const hero = useRef<HTMLDivElement>(null);
  const reading = useSessionState(shownReading);
  const live = useSessionState((state) => state.phase === 'listening');
  const busy = useSessionState(isBusy);
  const analysing = useSessionState((state) => state.phase === 'analysing');
  const finishing = useSessionState((state) => state.phase === 'stopping') || analysing;
  const cancellable = useSessionState(isCancellable);
  const working = useSessionState(progressOf) !== null || cancellable;
  const verdict = verdictOf(reading, useSessionState(isShownSure), useSessionState(voiceToName));
  const { source, emotion, detail } = verdict;
  const resting = emotion === null;
  const outdated = analysing && !resting;
  // While somebody speaks only a change of the mood is news; a pause between two sentences is none.
  const news = resting || busy ? '' : `${hedgedWord(verdict)}, ${source}: ${detail}`;
  const announcement = useSettled(
    live ? emotion : news,
    live ? hedgedWord(verdict) : news,
    ANNOUNCE_AFTER_MILLISECONDS,
  );

  return (
    <section className={styles.panel} aria-labelledby="emotion-heading" aria-busy={busy} style={moodProperty(emotion)}>
      <header className={styles.head}>
        <h2 id="emotion-heading" className={styles.heading}>
          Emotion
        </h2>
        {working && <WorkProgress />}
        {!working && !finishing && (live ? <LiveStatus source={resting ? null : source} /> : <p>{source}</p>)}
      </header>
      <Hero ref={hero} probabilities={reading.probabilities} verdict={verdict} outdated={outdated} />
      {!outdated && <Glance of={hero} verdict={verdict} />}
      <div className={styles.meters} data-outdated={outdated}>
        {EMOTIONS.map((each, index) => (
          <EmotionMeter
            key={each}
            emotion={each}
            probability={reading.probabilities[index] ?? 0}
            leading={each === emotion}
            resting={resting}
          />
        ))}
      </div>
      <div className={styles.foot}>
        <MoodStrip />
        {!resting && !live && !analysing && <CopyReading />}
      </div>
      <p className={hidden.hidden} aria-live="polite">
        {announcement}
      </p>
    </section>
  );
}
