/** The words: what was said, typed by the person, read as they type. */
import { useMemo } from 'react';
import panel from '../inputPanel.module.css';
import { useSession, useSessionState } from '../sessionContext';
import { useSettled } from '../useSettled';
import { transcriptHint } from './transcriptHint';
import styles from './TranscriptPanel.module.css';

/** So long half a word may stand there: it is unknown until it is typed to its end. */
const UNKNOWN_AFTER_MILLISECONDS = 1000;

/** React's types do not know the attribute yet, by which Edge's is turned off, which asks a server. */
const NO_WRITING_SUGGESTIONS = { writingsuggestions: 'false' };

export function TranscriptPanel() {
  const session = useSession();
  const transcript = useSessionState((state) => state.transcript);
  const isUnread = useSessionState((state) => !state.wordsPending && state.transcript !== state.wordsRead);
  const wordsUnknown = useSessionState((state) => state.reading.wordsUnknown === true);
  const verdict = wordsUnknown ? 'unknown' : 'known';
  const isUnknown = useSettled(verdict, verdict, UNKNOWN_AFTER_MILLISECONDS) === 'unknown' && wordsUnknown;
  const hint = useMemo(() => transcriptHint(transcript, isUnread, isUnknown), [transcript, isUnread, isUnknown]);
  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <h2 className={panel.heading}>
          <label htmlFor="transcript">Transcript</label>
        </h2>
        <p id="transcript-hint" className={styles.hint} aria-live="polite">
          {hint}
        </p>
      </div>
      <textarea
        id="transcript"
        className={styles.text}
        value={transcript}
        rows={4}
        placeholder="Type what is said, in English. Words alone work too."
        aria-describedby="transcript-hint"
        // In the direction of whatever script it is.
        dir="auto"
        // Some browsers' help with spelling or writing sends the words away, and some bring words back after a reload.
        spellCheck={false}
        {...NO_WRITING_SUGGESTIONS}
        autoComplete="off"
        onChange={(event) => session.type(event.target.value)}
      />
    </div>
  );
}
