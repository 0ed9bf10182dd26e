/** Name and purpose, in one line. */
import { Bloom } from '../emotion/Bloom';
import styles from './Masthead.module.css';

/** The mark is a flower too, of a mood that nobody was ever in. */
const MARK = [1, 0.4, 0.75, 0.3, 0.5, 0.9, 0.35, 0.6];

export function Masthead() {
  return (
    <header className={styles.masthead}>
      <div className={styles.mark}>
        <Bloom probabilities={MARK} />
      </div>
      <h1 className={styles.name}>STSaM</h1>
      <p className={styles.purpose}>The mood of a voice and its words, read inside this page.</p>
    </header>
  );
}
