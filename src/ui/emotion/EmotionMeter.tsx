/** One emotion's probability, as a bar and a number. */
import type { Emotion } from '../../emotions';
import { emotionColour } from '../emotionColours';
import styles from './EmotionMeter.module.css';
import { percent } from './percent';

export interface EmotionMeterProps {
  readonly emotion: Emotion;
  /** 0..1 */
  readonly probability: number;
  /** True for the likeliest of the eight. */
  readonly leading: boolean;
  /** True when nothing was read, so that there is no number to show. */
  readonly resting: boolean;
}

export function EmotionMeter({ emotion, probability, leading, resting }: EmotionMeterProps) {
  const text = percent(probability);
  return (
    <div
      className={styles.meter}
      data-leading={leading}
      role="meter"
      aria-label={emotion}
      aria-valuemin={0}
      aria-valuemax={1}
      // React's type wants a number, which would lose trailing zeros; the page promises four decimals.
      aria-valuenow={probability.toFixed(4) as unknown as number}
      aria-valuetext={resting ? 'nothing read yet' : text}
    >
      <span className={styles.name}>{emotion}</span>
      <span className={styles.track}>
        <span
          className={styles.fill}
          style={{ background: emotionColour(emotion), transform: `translateX(${(probability - 1) * 100}%)` }}
        />
      </span>
      <span className={styles.number}>{resting ? '–' : text}</span>
    </div>
  );
}
