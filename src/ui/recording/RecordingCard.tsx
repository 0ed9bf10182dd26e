/** A recording: what it is, its sound, and the way to take it out of the reading. */
import { useEffect, useRef, useState } from 'react';
import { canBeRead, type LoadedRecording } from '../../session/state';
import { FILE_INPUT_ID, handOnFocus } from '../handOnFocus';
import { PassingButton } from '../PassingButton';
import { useSession, useSessionState } from '../sessionContext';
import { usePassingFocus } from '../usePassingFocus';
import { describeRecording } from './describeRecording';
import styles from './RecordingCard.module.css';
import { useSave } from './useSave';

/**
 * A recording that was read, if by an older model only; or `recording` null: a take that is not read yet, or could not be. Its
 * buttons name the file: the two may stand side by side.
 */
export function RecordingCard({
  file,
  recording,
}: {
  readonly file: File;
  readonly recording: LoadedRecording | null;
}) {
  const session = useSession();
  const save = useSave(file);
  const isBeingRead = useSessionState((state) => state.job?.file === file);
  const isUnreadable = useSessionState((state) => state.unreadableFiles.includes(file));
  const mayBeRead = useSessionState((state) => canBeRead(state, file));
  const isRead = recording?.isForgotten === false;
  const remove = recording === null ? () => session.discardTake() : () => void session.removeRecording();
  return (
    <div className={styles.card}>
      <div>
        <p className={styles.name} title={file.name}>
          {file.name}
        </p>
        <p className={styles.detail}>
          {isRead
            ? describeRecording(recording.summary)
            : describeUnread(recording !== null, isBeingRead, isUnreadable)}
        </p>
      </div>
      <div className={styles.actions}>
        {!isRead && mayBeRead && (
          <PassingButton
            aria-label={`Read it: ${file.name}`}
            onClick={() => handOnFocus(FILE_INPUT_ID, () => void session.readFile(file))}
          >
            Read it
          </PassingButton>
        )}
        {recording?.isTake !== false && (
          <PassingButton aria-label={`Save as WAV: ${file.name}`} onClick={save}>
            Save as WAV
          </PassingButton>
        )}
        {(isRead || !isBeingRead) && (
          <PassingButton aria-label={`Remove: ${file.name}`} onClick={() => handOnFocus(FILE_INPUT_ID, remove)}>
            Remove
          </PassingButton>
        )}
      </div>
      <Player file={file} />
    </div>
  );
}

function describeUnread(wasRead: boolean, isBeingRead: boolean, isUnreadable: boolean): string {
  if (isBeingRead) return 'Being read …';
  if (isUnreadable) return 'Kept, though it cannot be read.';
  return wasRead ? 'Read by an older model.' : 'Kept, though it was not read.';
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
