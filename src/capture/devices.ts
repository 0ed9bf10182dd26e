/** The microphones there are, for the person to choose from. */

/** Chromium's names for the system's own choices, which it lists beside the devices that they stand for. */
const SYSTEM_CHOICES: ReadonlySet<string> = new Set(['default', 'communications']);

export interface MicrophoneDevice {
  readonly deviceId: string;
  /** As the system names it; "Microphone 1" and so on where the browser keeps that to itself. */
  readonly label: string;
}

/**
 * The microphones the browser names. Before the permission is given browsers tell neither names nor identities: the
 * list is then empty, and asking for any microphone is all that can be done.
 */
export async function listMicrophones(): Promise<MicrophoneDevice[]> {
  // Absent on pages without a secure connection, whatever the type says.
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  if (!devices) return [];
  const inputs = (await devices.enumerateDevices()).filter(
    ({ kind, deviceId }) => kind === 'audioinput' && deviceId && !SYSTEM_CHOICES.has(deviceId),
  );
  return inputs.map(({ deviceId, label }, index) => ({ deviceId, label: label || `Microphone ${index + 1}` }));
}

/** Calls `onChange` with the new list whenever a microphone comes or goes. */
export function watchMicrophones(onChange: (microphones: MicrophoneDevice[]) => void): void {
  const devices = (navigator as Partial<Navigator>).mediaDevices;
  // A browser that fails to list its devices has told nothing new.
  const listen = (): void => void listMicrophones().then(onChange, () => undefined);
  devices?.addEventListener('devicechange', listen);
}
