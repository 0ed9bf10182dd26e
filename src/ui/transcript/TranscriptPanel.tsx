/** The words: what was said, typed by the person, read as they type. */
import { useSession, useSessionState } from '../sessionContext';
import styles from './TranscriptPanel.module.css';

export function TranscriptPanel() {
  const session = useSession();
  const transcript = useSessionState((state) => state.transcript);
  const unread = useSessionState((state) => !state.wordsPending && state.transcript !== state.wordsRead);
  return (
    <div className={styles.panel}>
      <label className={styles.label} htmlFor="transcript">
        Transcript
      </label>
      <p id="transcript-hint" className={styles.hint}>
        {unread ? 'These words have not been read.' : 'Read as you type.'}
      </p>
      <textarea
        id="transcript"
        className={styles.text}
        value={transcript}
        rows={4}
        placeholder="Type what is said, in English. Words alone work too."
        aria-describedby="transcript-hint"
        // In the direction of whatever script it is.
        dir="auto"
        // Some browsers' spelling help sends the words away, and some bring words back after a reload.
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => session.type(event.target.value)}
      />
    </div>
  );
}
