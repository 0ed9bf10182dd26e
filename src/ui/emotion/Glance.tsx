/** The reading in a line at the screen's upper edge, while its panel is scrolled away: on a phone one types far below it. */
import { useEffect, useState, type RefObject } from 'react';
import styles from './Glance.module.css';
import { hedgedWord, type Verdict } from './verdict';

/** Less of an element than this says nothing to whoever looks at it. */
const LEGIBLE_SHARE = 0.5;
/** What lies below the screen is not away: in a small window the line would lie over the page's title, for good. */
const BELOW_COUNTS = '0px 0px 100000px';

function useIsAway(element: RefObject<HTMLElement | null>): boolean {
  const [isAway, setIsAway] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => setIsAway((entries.at(-1)?.intersectionRatio ?? 1) < LEGIBLE_SHARE),
      { threshold: LEGIBLE_SHARE, rootMargin: BELOW_COUNTS },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isAway;
}

export interface GlanceProps {
  /** What it stands in for. */
  readonly of: RefObject<HTMLElement | null>;
  readonly verdict: Verdict;
}

export function Glance({ of, verdict }: GlanceProps) {
  const isAway = useIsAway(of);
  if (!isAway || verdict.emotion === null) return null;
  return (
    <p className={styles.glance} aria-hidden="true">
      <span className={styles.word}>{hedgedWord(verdict)}</span>
      <span className={styles.detail}>{verdict.detail}</span>
    </p>
  );
}
