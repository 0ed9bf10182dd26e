/** The microphone: starts and stops it, and shows that and how it hears. */
import { useEffect } from 'react';
import { useSession, useSessionState } from '../sessionContext';
import { DeviceChoice } from './DeviceChoice';
import { Heard } from './Heard';
import styles from './ListenPanel.module.css';
import { MoodStrip } from './MoodStrip';
import { SoundInWords } from './SoundInWords';

/** Nothing on the page has the focus, so that Space is nobody's own key. */
function nothingHasFocus(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

export function ListenPanel() {
  const session = useSession();
  const phase = useSessionState((state) => state.phase);
  const inUse = useSessionState((state) => state.listening !== null);
  const listening = phase === 'listening';

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isPlain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat);
      if (event.key !== ' ' || !isPlain || !nothingHasFocus()) return;
      event.preventDefault(); // Space would scroll.
      void (inUse ? session.stopListening() : session.startListening());
    }
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [session, inUse]);

  return (
    <section className={styles.panel} aria-labelledby="microphone-heading" data-listening={listening}>
      <h2 id="microphone-heading" className={styles.heading}>
        Microphone
      </h2>
      <div className={styles.controls}>
        <button
          type="button"
          className={styles.toggle}
          data-in-use={inUse}
          onClick={() => void (inUse ? session.stopListening() : session.startListening())}
        >
          <span className={styles.sign} aria-hidden="true" />
          {inUse ? 'Stop' : 'Start listening'}
        </button>
        {phase === 'asking' && (
          <p className={styles.hint}>Waiting for the microphone. The browser may be asking you.</p>
        )}
        {listening ? <Heard /> : phase !== 'asking' && <DeviceChoice />}
      </div>
      <MoodStrip />
      {listening && <SoundInWords />}
    </section>
  );
}
