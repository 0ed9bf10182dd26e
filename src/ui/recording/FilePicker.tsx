/** Picks an audio file by click, tap or keyboard. Dropping and pasting work anywhere on the page, so also here. */
import type { ChangeEvent } from 'react';
import { ACCEPTED_BY_PICKER } from '../../session/looksLikeRecording';
import { FILE_INPUT_ID } from '../handOnFocus';
import { useSession } from '../sessionContext';
import styles from './FilePicker.module.css';

const HINT_ID = 'audio-file-hint';

export interface FilePickerProps {
  readonly hasVoice: boolean;
  /** Name of the file that is being read and stands nowhere else yet, or null. */
  readonly nameOfJob: string | null;
}

export function FilePicker({ hasVoice, nameOfJob }: FilePickerProps) {
  const session = useSession();
  // Whoever has found the way in needs room for other things.
  const shortHint = nameOfJob !== null ? `Reading ${nameOfJob}` : hasVoice ? 'Choose another' : null;

  function choose({ target }: ChangeEvent<HTMLInputElement>): void {
    const file = target.files?.[0];
    if (file === undefined) return;
    void session.readFile(file);
    // An input that still holds a file stays silent when the same one is picked again.
    target.value = '';
  }

  return (
    <div className={styles.picker} data-compact={shortHint !== null}>
      <svg className={styles.wave} viewBox="0 0 40 24" aria-hidden="true">
        <path d="M2 12h.01M8 8v8M14 4v16M20 9v6M26 2v20M32 7v10M38 12h.01" />
      </svg>
      <div className={styles.words}>
        <label className={styles.label} htmlFor={FILE_INPUT_ID}>
          Audio file
        </label>
        {/* With keys, so that each goes as a whole, also where a browser that translates has put its own texts inside. */}
        {shortHint !== null ? (
          <p key={shortHint} id={HINT_ID} className={styles.hint}>
            {shortHint}
          </p>
        ) : (
          <p key="first" id={HINT_ID} className={styles.hint}>
            <span className={styles.otherWays}>Choose one, or drop or paste it anywhere: </span>
            WAV, MP3, M4A, OGG, FLAC, WebM.
          </p>
        )}
      </div>
      <input
        id={FILE_INPUT_ID}
        className={styles.input}
        type="file"
        accept={ACCEPTED_BY_PICKER}
        aria-describedby={HINT_ID}
        onChange={choose}
      />
    </div>
  );
}
