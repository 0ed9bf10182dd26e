/** What tests of the session and of the page have in common. */
import type { MicrophoneDetails } from './state';

/** A microphone as a browser describes one that was given as asked. */
export const MICROPHONE_DETAILS: MicrophoneDetails = {
  label: 'a microphone',
  deviceId: 'a',
  chosenDeviceMissing: false,
  deviceSampleRate: 48_000,
  contextSampleRate: 16_000,
  channels: 1,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};
