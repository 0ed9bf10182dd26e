/**
 * The browser's own decodeAudioData, for files that WebCodecs does not decode here. It exists on the main thread only
 * and decodes a file as a whole, so it is the last resort and has a limit.
 */
import { readBlob } from './byteSource';
import type { DecodedSound, SoundClaim } from './decodeRecording';
import { MonoMixer } from './mono';
import { RECORDING_ERRORS, spokenDuration } from './recordingError';

/** Of the file, its channels and their mix together: about half an hour of stereo. */
const MAXIMUM_MEMORY_BYTES = 900e6;
/** Of a file that does not say how long it lasts: about half an hour of MP3 as music is packed. */
const MAXIMUM_FILE_MEGABYTES = 30;
/** Rates that every browser's OfflineAudioContext takes. */
const CONTEXT_RATES = { lowest: 8_000, highest: 96_000, usual: 48_000 };
/** Sound that is mixed at a stretch: some 15 ms of work, after which the page may draw and hear of a click. */
const STRETCH_SECONDS = 30;

/**
 * @param claim of the file, whose rate the browser then need not change; null when unknown.
 * @param signal stops it at its next step; decodeAudioData itself cannot be stopped.
 * @throws RecordingError 'too-long', 'unreadable', 'aborted'; whatever decodeAudioData throws when it cannot read the file.
 */
export async function decodeInPage(file: Blob, claim: SoundClaim | null, signal: AbortSignal): Promise<DecodedSound> {
  const { lowest, highest, usual } = CONTEXT_RATES;
  const contextRate = Math.min(highest, Math.max(lowest, claim?.sampleRate ?? usual));
  throwIfTooLong(file, claim, contextRate);
  const context = new OfflineAudioContext(1, 1, contextRate);
  const bytes = await readBlob(file);
  throwIfAborted(signal);
  const buffer = await context.decodeAudioData(bytes);
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, index) => buffer.getChannelData(index));
  const samples = await mixInStretches(channels, Math.round(STRETCH_SECONDS * buffer.sampleRate), signal);
  return { samples, sampleRate: buffer.sampleRate, channels: channels.length };
}

function throwIfTooLong(file: Blob, claim: SoundClaim | null, contextRate: number): void {
  // A recorder that cannot go back to the beginning of its file may have written 0 there.
  if (claim === null || !claim.seconds) {
    if (file.size > MAXIMUM_FILE_MEGABYTES * 1e6) throw RECORDING_ERRORS.tooLong(`${MAXIMUM_FILE_MEGABYTES} MB`);
    return;
  }
  const mixedBytesPerSecond = Float32Array.BYTES_PER_ELEMENT * contextRate;
  const bytesPerSecond = file.size / claim.seconds + (claim.channels + 1) * mixedBytesPerSecond;
  const maximumSeconds = MAXIMUM_MEMORY_BYTES / bytesPerSecond;
  if (claim.seconds > maximumSeconds) throw RECORDING_ERRORS.tooLong(spokenDuration(maximumSeconds));
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw RECORDING_ERRORS.aborted();
}

/** @param length of a stretch, in samples. */
async function mixInStretches(
  channels: readonly Float32Array[],
  length: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const mixer = new MonoMixer();
  const mono = new Float32Array(channels[0]?.length ?? 0);
  for (let start = 0; start < mono.length; start += length) {
    throwIfAborted(signal);
    mono.set(mixer.mix(channels.map((channel) => channel.subarray(start, start + length))), start);
    await breath();
  }
  return mono;
}

/** Lets the event loop turn. Not by a timer: of these a hidden tab gets one a second. */
function breath(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (): void => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
