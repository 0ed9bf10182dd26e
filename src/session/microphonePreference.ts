/** Remembers the chosen microphone from one visit to the next, where the browser lets a page remember anything. */

const KEY = 'stsam.microphone';

export interface MicrophonePreference {
  /** The identity of the device chosen last; null for the system's own choice. */
  read(): string | null;
  write(deviceId: string | null): void;
}

/** @param storage gives localStorage; browsers that block it throw on the very access. */
export function microphonePreference(
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
): MicrophonePreference {
  return {
    read() {
      try {
        return storage().getItem(KEY);
      } catch {
        return null;
      }
    },
    write(deviceId) {
      try {
        if (deviceId === null) storage().removeItem(KEY);
        else storage().setItem(KEY, deviceId);
      } catch {
        // Blocked or full: the choice holds for this visit.
      }
    },
  };
}
