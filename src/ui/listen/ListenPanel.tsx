/** The microphone: starts and stops it, and shows that and how it hears. */
import { LISTEN_BUTTON_ID } from '../handOnFocus';
import hidden from '../hidden.module.css';
import panel from '../inputPanel.module.css';
import { useSession, useSessionState } from '../sessionContext';
import { toggleByClick } from '../toggleListening';
import { DeviceChoice } from './DeviceChoice';
import { Heard } from './Heard';
import styles from './ListenPanel.module.css';
import { SoundInWords } from './SoundInWords';

export function ListenPanel() {
  const session = useSession();
  const phase = useSessionState((state) => state.phase);
  const inUse = useSessionState((state) => state.listening !== null);
  const asking = phase === 'asking';
  const listening = phase === 'listening';
  // While a take is put together, too: for so short a time the page would close up and open again.
  const atRest = !asking && !listening;

  return (
    <section className={panel.panel} aria-labelledby="microphone-heading">
      <h2 id="microphone-heading" className={panel.heading}>
        Microphone
      </h2>
      <div className={styles.controls}>
        <button
          id={LISTEN_BUTTON_ID}
          type="button"
          className={styles.toggle}
          data-in-use={inUse}
          onClick={(event) => toggleByClick(session, event)}
        >
          <span className={styles.sign} aria-hidden="true" />
          {/* By itself in an element, as every text here that changes: a browser that translates the page puts texts of its
              own in the place of React's, which would change unseen, and could not be taken away. */}
          <bdi>{inUse ? 'Stop' : 'Start listening'}</bdi>
        </button>
        {listening && <Heard />}
        {atRest && <DeviceChoice />}
      </div>
      {listening && <SoundInWords />}
      {/* Always there, to be announced: a button's new name is not told to everybody who cannot see it. */}
      <p className={asking ? styles.hint : hidden.hidden} aria-live="polite">
        {asking ? 'Waiting for the microphone. If the browser asks, allow it.' : listening ? 'Listening.' : ''}
      </p>
      {atRest && (
        <p className={`${styles.hint} ${styles.keyHint}`}>
          Space starts and stops it, too, while nothing else has the focus.
        </p>
      )}
    </section>
  );
}
