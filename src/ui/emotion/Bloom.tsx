/** The reading as a flower, a petal for each emotion: one long petal is a clear mood, an even flower an undecided one. */
import { EMOTIONS } from '../../emotions';
import { emotionColour } from '../emotionColours';
import styles from './Bloom.module.css';

/** Length of a petal of probability 0, so that every emotion stays in the picture. */
const BUD = 0.34;
/** Length of all petals when nothing was read. */
const AT_REST = 0.62;

export function Bloom(props: { readonly probabilities: readonly number[]; readonly resting?: boolean }) {
  const { probabilities, resting = false } = props;
  // The flower turns so that the likeliest emotion stands upright. Lengths are relative to the likeliest, which fills its place;
  // the meters carry the absolute numbers.
  const highest = Math.max(...probabilities);
  const leading = resting ? 0 : probabilities.indexOf(highest);
  return (
    <svg className={styles.bloom} viewBox="-100 -100 200 200" aria-hidden="true" data-resting={resting}>
      {EMOTIONS.map((emotion, index) => {
        // The square root makes a petal's area, which is what the eye compares, grow with the probability.
        const share = resting ? 0 : Math.sqrt((probabilities[index] ?? 0) / highest);
        const length = resting ? AT_REST : BUD + (1 - BUD) * share;
        return (
          <path
            key={emotion}
            className={styles.petal}
            d="M0 0C8-28 31-46 31-70A31 30 0 0 0-31-70C-31-46-8-28 0 0Z"
            fill={emotionColour(emotion)}
            style={{ transform: `rotate(${((index - leading) * 360) / EMOTIONS.length}deg) scale(${length})` }}
          />
        );
      })}
    </svg>
  );
}
