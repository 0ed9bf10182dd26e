/** The sound in words: what the browser really gives, what is wrong with it, and the way on when none comes. */
import { handOnFocus, LISTEN_BUTTON_ID } from '../handOnFocus';
import { PassingButton } from '../PassingButton';
import { useSession, useSessionState } from '../sessionContext';
import { describeMicrophone } from './describeMicrophone';
import styles from './ListenPanel.module.css';

export function SoundInWords() {
  const session = useSession();
  const pause = useSessionState((state) => state.listening?.pause ?? null);
  const details = useSessionState((state) => state.listening?.details ?? null);
  const framesLost = useSessionState((state) => state.listening?.live?.framesLost ?? 0);
  const clipping = useSessionState((state) => state.listening?.live?.clipping ?? false);
  const veryQuiet = useSessionState((state) => state.listening?.live?.veryQuiet ?? false);
  if (pause !== null) {
    return (
      <div className={styles.pause}>
        <p role="alert">{pause.message}</p>
        {pause.canResume && (
          <PassingButton onClick={() => handOnFocus(LISTEN_BUTTON_ID, () => void session.resumeListening())}>
            Resume
          </PassingButton>
        )}
      </div>
    );
  }
  const quietHint = veryQuiet ? 'Very quiet: come closer, or turn the microphone up.' : null;
  const hint = clipping ? 'Too loud: the sound is cut off. Move away, or turn the microphone down.' : quietHint;
  // One in place of the other: the page must not jump with every loud word.
  return (
    <div className={styles.sound}>
      <p aria-live="polite" data-clipping={clipping}>
        {hint}
      </p>
      {details !== null && (
        <p className={styles.details} data-covered={hint !== null}>
          {describeMicrophone(details, framesLost)}
        </p>
      )}
    </div>
  );
}
