/** The microphone: starts and stops it, and shows that and how it hears. */
import { LISTEN_BUTTON_ID } from '../handOnFocus';
import { useSession, useSessionState } from '../sessionContext';
import { DeviceChoice } from './DeviceChoice';
import { Heard } from './Heard';
import styles from './ListenPanel.module.css';
import { SoundInWords } from './SoundInWords';

export function ListenPanel() {
  const session = useSession();
  const phase = useSessionState((state) => state.phase);
  const inUse = useSessionState((state) => state.listening !== null);
  const listening = phase === 'listening';

  return (
    <section className={styles.panel} aria-labelledby="microphone-heading">
      <h2 id="microphone-heading" className={styles.heading}>
        Microphone
      </h2>
      <div className={styles.controls}>
        <button
          id={LISTEN_BUTTON_ID}
          type="button"
          className={styles.toggle}
          data-in-use={inUse}
          onClick={() => void (inUse ? session.stopListening() : session.startListening())}
        >
          <span className={styles.sign} aria-hidden="true" />
          {inUse ? 'Stop' : 'Start listening'}
        </button>
        {listening && <Heard />}
        {!inUse && <DeviceChoice />}
      </div>
      {listening && <SoundInWords />}
      {phase === 'asking' && <p className={styles.hint}>Waiting for the microphone. The browser may be asking you.</p>}
      {!inUse && <p className={`${styles.hint} ${styles.keyHint}`}>Space starts and stops it, too.</p>}
    </section>
  );
}
