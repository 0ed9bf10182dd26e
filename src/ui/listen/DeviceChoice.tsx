/** Which microphone to listen with; there is nothing to choose until the browser names two, or the chosen one is away. */
import { useSession, useSessionState } from '../sessionContext';
import styles from './ListenPanel.module.css';

/** The value of "whichever the system prefers". Identities of devices are never empty. */
const SYSTEM_CHOICE = '';

export function DeviceChoice() {
  const session = useSession();
  const microphones = useSessionState((state) => state.microphones);
  const chosen = useSessionState((state) => state.microphoneId);
  const isAway = chosen !== null && microphones.length > 0 && !microphones.some(({ deviceId }) => deviceId === chosen);
  if (microphones.length < 2 && !isAway) return null;
  return (
    <select
      className={styles.choice}
      aria-label="Microphone to use"
      value={chosen ?? SYSTEM_CHOICE}
      onChange={({ target }) => session.chooseMicrophone(target.value === SYSTEM_CHOICE ? null : target.value)}
    >
      <option value={SYSTEM_CHOICE}>The system’s microphone</option>
      {isAway && <option value={chosen}>The one chosen before, which is not there</option>}
      {microphones.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label}
        </option>
      ))}
    </select>
  );
}
