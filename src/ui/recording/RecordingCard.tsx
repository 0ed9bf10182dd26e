/** The current recording: what it is, its sound, and the way to take it out of the reading. */
import { useEffect, useRef, useState } from 'react';
import type { LoadedRecording } from '../../session/state';
import { useSession } from '../sessionContext';
import { describeRecording } from './describeRecording';
import styles from './RecordingCard.module.css';

export function RecordingCard({ recording }: { readonly recording: LoadedRecording }) {
  const session = useSession();
  const { file, summary } = recording;
  return (
    <div className={styles.card}>
      <div className={styles.facts}>
        <p className={styles.name} title={file.name}>
          {file.name}
        </p>
        <p className={styles.detail}>{describeRecording(summary)}</p>
      </div>
      <button type="button" className={styles.remove} onClick={() => void session.removeRecording()}>
        Remove
      </button>
      <Player file={file} />
    </div>
  );
}

/** Plays a file from memory; a format that the browser reads but does not play is said, not left silent. */
function Player({ file }: { readonly file: File }) {
  const audio = useRef<HTMLAudioElement>(null);
  const [unplayable, setUnplayable] = useState<File | null>(null);
  useEffect(() => {
    const element = audio.current;
    if (element === null) return;
    const url = URL.createObjectURL(file);
    element.src = url;
    return () => {
      element.removeAttribute('src');
      URL.revokeObjectURL(url);
    };
  }, [file]);
  return (
    <>
      <audio
        ref={audio}
        className={styles.player}
        controls
        hidden={unplayable === file}
        aria-label={`Play ${file.name}`}
        onError={() => setUnplayable(file)}
      />
      {unplayable === file && (
        <p className={styles.detail}>It was read, but this browser cannot play its format back.</p>
      )}
    </>
  );
}
