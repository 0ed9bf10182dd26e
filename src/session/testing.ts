/** What tests of the session and of the page have in common. */
import type { MicrophoneDetails, SureFrom } from './state';

/** A model that is sure of more than every second reading. */
export const SURE_FROM: SureFrom = { voice: 0.4, words: 0.5, both: 0.6 };

/** A microphone as a browser describes one that was given as asked. */
export const MICROPHONE_DETAILS: MicrophoneDetails = {
  label: 'a microphone',
  chosenDeviceMissing: false,
  deviceSampleRate: 48_000,
  contextSampleRate: 16_000,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};
