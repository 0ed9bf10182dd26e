/** Copies the reading as text, and says in its own place whether that went well. */
import { useEffect, useState } from 'react';
import { PassingButton } from '../PassingButton';
import quietButton from '../quietButton.module.css';
import { useSession } from '../sessionContext';
import styles from './CopyReading.module.css';
import { readingAsText } from './readingAsText';

const LABELS = { ready: 'Copy as text', copied: 'Copied', refused: 'The browser does not allow it' } as const;
const ANSWER_MILLISECONDS = 2500;

export function CopyReading() {
  const { store } = useSession();
  const [outcome, setOutcome] = useState<keyof typeof LABELS>('ready');
  useEffect(() => {
    if (outcome === 'ready') return;
    const timer = setTimeout(() => setOutcome('ready'), ANSWER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy(): Promise<void> {
    try {
      // Pages without a secure connection have no clipboard, whatever the type says: then this throws, too.
      await navigator.clipboard.writeText(readingAsText(store.getState()));
      setOutcome('copied');
    } catch {
      setOutcome('refused');
    }
  }

  return (
    <PassingButton className={`${quietButton.quiet} ${styles.copy}`} onClick={() => void copy()}>
      <span aria-live="polite">{LABELS[outcome]}</span>
    </PassingButton>
  );
}
