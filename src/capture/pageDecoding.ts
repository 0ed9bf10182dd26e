/**
 * The browser's own decodeAudioData, for files that WebCodecs does not decode here. It exists on the main thread only
 * and decodes a file as a whole, so it is the last resort and has a limit.
 */
import { readBlob } from './byteSource';
import type { DecodedSound } from './decodeRecording';
import { MonoMixer } from './mono';
import { RECORDING_ERRORS } from './recordingError';

/** About half an hour of MP3; decoded to stereo floats that is some 600 MB. */
const MAXIMUM_MEGABYTES = 30;
/** Rates that every browser's OfflineAudioContext takes. */
const CONTEXT_RATES = { lowest: 8_000, highest: 96_000, usual: 48_000 };

/**
 * @param sampleRate the file's own rate in Hz, so that the browser does not resample; null when unknown.
 * @throws RecordingError 'too-long', 'unreadable'; whatever decodeAudioData throws when it cannot read the file.
 */
export async function decodeInPage(file: Blob, sampleRate: number | null): Promise<DecodedSound> {
  if (file.size > MAXIMUM_MEGABYTES * 1e6) throw RECORDING_ERRORS.tooLong(MAXIMUM_MEGABYTES);
  const { lowest, highest, usual } = CONTEXT_RATES;
  const contextRate = Math.min(highest, Math.max(lowest, sampleRate ?? usual));
  const context = new OfflineAudioContext(1, 1, contextRate);
  const buffer = await context.decodeAudioData(await readBlob(file));
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, index) => buffer.getChannelData(index));
  return { samples: new MonoMixer().mix(channels), sampleRate: buffer.sampleRate, channels: channels.length };
}
