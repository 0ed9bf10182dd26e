/** Which microphone to listen with; there is nothing to choose until the browser names two, or the chosen one is away. */
import { useRef } from 'react';
import type { MicrophoneDevice } from '../../session/state';
import { useSession, useSessionState } from '../sessionContext';
import { usePassingFocus } from '../usePassingFocus';
import styles from './ListenPanel.module.css';

/** The value of "whichever the system prefers". Identities of devices are never empty. */
const SYSTEM_CHOICE = '';

export function DeviceChoice() {
  const microphones = useSessionState((state) => state.microphones);
  const chosen = useSessionState((state) => state.microphoneId);
  const isAway = chosen !== null && microphones.length > 0 && !microphones.some(({ deviceId }) => deviceId === chosen);
  if (microphones.length < 2 && !isAway) return null;
  return <DeviceSelect microphones={microphones} chosen={chosen} away={isAway ? chosen : null} />;
}

interface DeviceSelectProps {
  readonly microphones: readonly MicrophoneDevice[];
  readonly chosen: string | null;
  /** The one that was chosen, when it is not there. */
  readonly away: string | null;
}

/** It goes by itself when one is chosen in place of the one that is away, or one is unplugged. */
function DeviceSelect({ microphones, chosen, away }: DeviceSelectProps) {
  const session = useSession();
  const ref = useRef<HTMLSelectElement>(null);
  usePassingFocus(ref);
  return (
    <select
      ref={ref}
      className={styles.choice}
      aria-label="Microphone to use"
      value={chosen ?? SYSTEM_CHOICE}
      onChange={({ target }) => session.chooseMicrophone(target.value === SYSTEM_CHOICE ? null : target.value)}
    >
      <option value={SYSTEM_CHOICE}>The system’s microphone</option>
      {away !== null && <option value={away}>The one chosen before, which is not there</option>}
      {microphones.map(({ deviceId, label }) => (
        <option key={deviceId} value={deviceId}>
          {label}
        </option>
      ))}
    </select>
  );
}
