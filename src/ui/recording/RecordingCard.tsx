/** A recording: what it is, its sound, and the way to take it out of the reading. */
import { useEffect, useRef, useState } from 'react';
import type { LoadedRecording } from '../../session/state';
import { FILE_INPUT_ID, handOnFocus } from '../handOnFocus';
import { PassingButton } from '../PassingButton';
import { useSession, useSessionState } from '../sessionContext';
import { usePassingFocus } from '../usePassingFocus';
import { describeRecording } from './describeRecording';
import styles from './RecordingCard.module.css';
import { useSave } from './useSave';

/** A recording that was read, if by an older model only; or `recording` null: a take that is not read yet, or could not be. */
export function RecordingCard({
  file,
  recording,
}: {
  readonly file: File;
  readonly recording: LoadedRecording | null;
}) {
  const session = useSession();
  const isBeingRead = useSessionState((state) => state.job?.file === file);
  const isListening = useSessionState((state) => state.listening !== null);
  const remove = recording === null ? () => session.discardTake() : () => void session.removeRecording();
  if (recording?.isForgotten === false) {
    return (
      <Card
        file={file}
        detail={describeRecording(recording.summary)}
        isTake={recording.isTake}
        onRead={null}
        onRemove={remove}
      />
    );
  }
  return (
    <Card
      file={file}
      detail={
        isBeingRead ? 'Being read …' : recording === null ? 'Kept, though it was not read.' : 'Read by an older model.'
      }
      isTake={recording?.isTake ?? true}
      onRead={isBeingRead || isListening ? null : () => void session.readFile(file)}
      onRemove={isBeingRead ? null : remove}
    />
  );
}

interface CardProps {
  readonly file: File;
  readonly detail: string;
  /** Offers to save it. */
  readonly isTake: boolean;
  /** Null when it was read, or cannot be now. */
  readonly onRead: (() => void) | null;
  /** Null while it cannot be removed. */
  readonly onRemove: (() => void) | null;
}

/** Its buttons name the file: a take and a recording may stand side by side. */
function Card({ file, detail, isTake, onRead, onRemove }: CardProps) {
  const save = useSave(file);
  return (
    <div className={styles.card}>
      <div>
        <p className={styles.name} title={file.name}>
          {file.name}
        </p>
        <p className={styles.detail}>{detail}</p>
      </div>
      <div className={styles.actions}>
        {onRead !== null && (
          <PassingButton aria-label={`Read it: ${file.name}`} onClick={() => handOnFocus(FILE_INPUT_ID, onRead)}>
            Read it
          </PassingButton>
        )}
        {isTake && (
          <PassingButton aria-label={`Save as WAV: ${file.name}`} onClick={save}>
            Save as WAV
          </PassingButton>
        )}
        {onRemove !== null && (
          <PassingButton aria-label={`Remove: ${file.name}`} onClick={() => handOnFocus(FILE_INPUT_ID, onRemove)}>
            Remove
          </PassingButton>
        )}
      </div>
      <Player file={file} />
    </div>
  );
}

/** Plays a file from memory; one that the browser does not play is said, not left silent. */
function Player({ file }: { readonly file: File }) {
  const [unplayable, setUnplayable] = useState<File | null>(null);
  if (unplayable === file)
    return <p className={`${styles.detail} ${styles.unplayable}`}>This browser cannot play it back.</p>;
  return <AudioPlayer file={file} onUnplayable={() => setUnplayable(file)} />;
}

/** The browser's own player. It goes by itself when it can play no more, as in the middle of a damaged file. */
function AudioPlayer({ file, onUnplayable }: { readonly file: File; readonly onUnplayable: () => void }) {
  const audio = useRef<HTMLAudioElement>(null);
  usePassingFocus(audio);
  const isMicrophoneInUse = useSessionState((state) => state.listening !== null);
  // Or the microphone would hear it, and the reading be of both.
  useEffect(() => {
    if (isMicrophoneInUse) audio.current?.pause();
  }, [isMicrophoneInUse]);
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
    <audio ref={audio} className={styles.player} controls aria-label={`Play ${file.name}`} onError={onUnplayable} />
  );
}
