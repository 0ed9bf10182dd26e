/** Which microphone to listen with; there is nothing to choose until the browser names two. */
import { useSession, useSessionState } from '../sessionContext';
import styles from './ListenPanel.module.css';

/** The value of "whichever the system prefers". Identities of devices are never empty. */
const SYSTEM_CHOICE = '';

export function DeviceChoice() {
  const session = useSession();
  const microphones = useSessionState((state) => state.microphones);
  const chosen = useSessionState((state) => state.microphoneId);
  if (microphones.length < 2) return null;
  const isThere = microphones.some(({ deviceId }) => deviceId === chosen);
  return (
    <select
      className={styles.choice}
      aria-label="Microphone to use"
      value={isThere && chosen !== null ? chosen : SYSTEM_CHOICE}
      onChange={({ target }) => session.chooseMicrophone(target.value === SYSTEM_CHOICE ? null : target.value)}
    >
      <option value={SYSTEM_CHOICE}>The system’s microphone</option>
      {microphones.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label}
        </option>
      ))}
    </select>
  );
}
