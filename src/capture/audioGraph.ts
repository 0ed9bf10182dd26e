/** What listening is done with, from the browser: the audio context, the microphone's stream, and the nodes between them. */
import { LISTENING_PROCESSOR, WORKLET_OUTPUTS } from './listeningMessages';
import { addListeningWorklet } from './listeningWorklet';
import { nameOfError } from './microphoneError';
import { waveformLength } from './waveform';

/** How long the browser may take to close its sound system, for which nobody need wait longer. */
const CLOSE_MILLISECONDS = 500;
/** How long sound may take to begin before it counts as interrupted. */
const START_MILLISECONDS = 500;

/** The nodes that sound flows through once the microphone is open. */
export interface AudioGraph {
  readonly context: AudioContext;
  readonly node: AudioWorkletNode;
  readonly analyser: AnalyserNode;
  /** Held, though browsers ought to keep a stream's node themselves: where one collects it, the sound ceases. */
  readonly source: MediaStreamAudioSourceNode;
}

/**
 * @param sampleRate Hz wished for; the system's own where that is refused, or when null.
 * @throws DOMException when the browser gives no context at all.
 */
export function newContext(sampleRate: number | null): AudioContext {
  if (sampleRate !== null) {
    try {
      return new AudioContext({ sampleRate, latencyHint: 'interactive' });
    } catch {
      // Refused: the system's own rate will do, as the worklet can resample.
    }
  }
  return new AudioContext({ latencyHint: 'interactive' });
}

/**
 * The sound of a microphone as it comes, asked of the person by the browser.
 *
 * @param deviceId of the one that was chosen, in whose place another one may come; null for the system's own choice.
 * @throws what `getUserMedia` does: see `microphoneErrorOf`.
 */
export async function askForStream(mediaDevices: MediaDevices, deviceId: string | null): Promise<MediaStream> {
  const audio: MediaTrackConstraints = {
    // No rate and no number of channels. In Chromium what comes nearer to them comes before the system's own choice, such as
    // a headset's microphone (`Score` in its media_stream_constraints_util_audio.cc), and the worklet can do with any.
    // Each of these flattens the very cues by which a mood is heard.
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  };
  if (deviceId === null) return mediaDevices.getUserMedia({ audio });
  try {
    // Chromium does not heed an ideal device.
    return await mediaDevices.getUserMedia({ audio: { ...audio, deviceId: { exact: deviceId } } });
  } catch (error) {
    if (!['OverconstrainedError', 'NotFoundError'].includes(nameOfError(error))) throw error;
    // Another one is better than none, and the details say so.
    return mediaDevices.getUserMedia({ audio });
  }
}

/**
 * Source, analyser and worklet. Firefox connects no stream to a context of another rate (NotSupportedError); then the
 * context is closed and replaced by one of the stream's own rate, and the worklet resamples.
 *
 * @throws what the browser does when it cannot be; the context is closed then.
 */
export async function buildGraph(context: AudioContext, stream: MediaStream, mayReplace = true): Promise<AudioGraph> {
  try {
    const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
    await addListeningWorklet(context);
    const node = new AudioWorkletNode(context, LISTENING_PROCESSOR, {
      numberOfInputs: 1,
      numberOfOutputs: Object.keys(WORKLET_OUTPUTS).length,
      outputChannelCount: Object.values(WORKLET_OUTPUTS).map(() => 1),
      // Stereo microphones are mixed by the worklet, as files are: a browser lets opposite phases cancel each other.
      channelCount: 2,
      channelCountMode: 'clamped-max',
      channelInterpretation: 'speakers',
    });
    const analyser = new AnalyserNode(context, { fftSize: waveformLength(context.sampleRate) });
    source.connect(node);
    node.connect(analyser, WORKLET_OUTPUTS.mixed);
    // Unconnected nodes are not run by every browser.
    node.connect(context.destination, WORKLET_OUTPUTS.silent);
    return { context, node, analyser, source };
  } catch (error) {
    await closeQuietly(context);
    const refusesRate = error instanceof DOMException && error.name === 'NotSupportedError';
    if (!(refusesRate && mayReplace)) throw error;
    const streamRate = stream.getAudioTracks()[0]?.getSettings().sampleRate ?? null;
    return buildGraph(newContext(streamRate), stream, false);
  }
}

/** Waits until sound flows, but not for ever: a context that is held back is told of as an interruption. */
export async function startedOrLate({ context, node }: AudioGraph): Promise<void> {
  void context.resume().catch(() => undefined);
  await new Promise<void>((resolve) => {
    // The first message is 'started'.
    node.port.onmessage = (): void => resolve();
    setTimeout(resolve, START_MILLISECONDS);
  });
}

/** Lets go of the device. */
export function stopTracks(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/** Closes a context, closed or not, and waits for that a moment. Never rejects. */
export async function closeQuietly(context: AudioContext): Promise<void> {
  // Closing a context twice is an error that tells nobody anything.
  if (context.state === 'closed') return;
  const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MILLISECONDS));
  await Promise.race([context.close().catch(() => undefined), late]);
}
