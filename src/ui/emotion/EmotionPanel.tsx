/** The reading: the likeliest emotion in large type, what it was read from, and all eight with their numbers. */
import { EMOTIONS } from '../../emotions';
import { isBusy, progressOf } from '../../session/state';
import { moodProperty } from '../emotionColours';
import hidden from '../hidden.module.css';
import { useSessionState } from '../sessionContext';
import { Bloom } from './Bloom';
import { EmotionMeter } from './EmotionMeter';
import styles from './EmotionPanel.module.css';
import { useSettled } from './useSettled';
import { verdictOf } from './verdict';
import { WorkProgress } from './WorkProgress';

/** Long enough that somebody who types hears the outcome, not every step. */
const ANNOUNCE_AFTER_MILLISECONDS = 1000;

export function EmotionPanel() {
  const reading = useSessionState((state) => state.reading);
  const busy = useSessionState(isBusy);
  const working = useSessionState((state) => state.phase === 'analysing' || progressOf(state) !== null);
  const { source, emotion, hedge, word, detail } = verdictOf(reading);
  const resting = emotion === null;
  const announcement = useSettled(
    resting || busy ? '' : `${hedge} ${word}, ${source}: ${detail}`,
    ANNOUNCE_AFTER_MILLISECONDS,
  );

  return (
    <section className={styles.panel} aria-labelledby="emotion-heading" aria-busy={busy} style={moodProperty(emotion)}>
      <header className={styles.head}>
        <h2 id="emotion-heading" className={styles.heading}>
          Emotion
        </h2>
        {working ? <WorkProgress /> : <p>{source}</p>}
      </header>
      <div className={styles.hero}>
        <div className={styles.flower}>
          <Bloom probabilities={reading.probabilities} resting={resting} />
        </div>
        <div className={styles.verdict}>
          {resting ? (
            <p className={styles.invitation}>{word}</p>
          ) : (
            <>
              {hedge !== '' && <p className={styles.hedge}>{hedge}</p>}
              <p className={styles.word}>{word}</p>
              <p className={styles.detail}>{detail}</p>
            </>
          )}
        </div>
      </div>
      <div className={styles.meters}>
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
      <p className={hidden.hidden} aria-live="polite">
        {announcement}
      </p>
    </section>
  );
}
