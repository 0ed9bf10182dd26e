/** The reading at a glance: as a flower, and its likeliest emotion in large type, or what the page waits for. */
import type { Ref } from 'react';
import { useSessionState } from '../sessionContext';
import { Bloom } from './Bloom';
import styles from './EmotionPanel.module.css';
import { invitationOf, type Verdict } from './verdict';

export interface HeroProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly probabilities: readonly number[];
  readonly verdict: Verdict;
  /** True while something else is being read. */
  readonly outdated: boolean;
}

export function Hero({ ref, probabilities, verdict: { emotion, hedge, word, detail }, outdated }: HeroProps) {
  const invitation = useSessionState(invitationOf);
  const resting = emotion === null;
  return (
    <div ref={ref} className={styles.hero} data-outdated={outdated}>
      <div className={styles.flower}>
        <Bloom probabilities={probabilities} resting={resting} />
      </div>
      <div className={styles.verdict}>
        {resting ? (
          <p className={styles.invitation}>{invitation}</p>
        ) : (
          <>
            {/* Its line stays when it is empty, or the word below would jump. */}
            <p className={styles.hedge}>{hedge || '\u00a0'}</p>
            <p className={styles.word} data-sure={hedge === ''}>
              {word}
            </p>
            <p className={styles.detail}>{detail}</p>
          </>
        )}
      </div>
    </div>
  );
}
