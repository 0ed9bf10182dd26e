/** The audio thread's part of listening: sound in, features straight to the Worker, samples of the take to the page. */
import { Listening } from '../signal/listening';
import {
  LISTENING_PROCESSOR,
  WORKLET_OUTPUTS,
  type FramesMessage,
  type MessageFromWorklet,
  type MessageToWorklet,
} from './listeningMessages';
import { MonoMixer } from './mono';

type Channels = readonly Float32Array[];

// What exists in an AudioWorklet's global scope; declared here and not for the whole project, where it does not exist.
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  /**
   * @param inputs the channels of each input.
   * @param outputs the channels of each output, silent until they are filled.
   * @returns true to be called again.
   */
  abstract process(inputs: Channels[], outputs: Channels[]): boolean;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
/** Hz, of the context. */
declare const sampleRate: number;
/** Number of the first sample of the block being processed, since the context began. */
declare const currentFrame: number;

/** Samples of a block, by the Web Audio specification. */
const BLOCK_LENGTH = 128;

class ListeningProcessor extends AudioWorkletProcessor {
  private framesPort: MessagePort | null = null;
  private isFinished = false;
  private hasStarted = false;
  /** The `currentFrame` the next block must have if none is skipped; null before the first. */
  private expectedFrame: number | null = null;
  private missedSamples = 0;
  private readonly mixer = new MonoMixer();

  private readonly listening = new Listening(Math.round(sampleRate), {
    onFrames: (batch) => {
      const message: FramesMessage = { ...batch, missedSeconds: this.missedSamples / sampleRate };
      this.framesPort?.postMessage(message, [batch.coefficients.buffer, batch.voicing.buffer, batch.peaks.buffer]);
    },
    onSamples: (samples) => this.send({ type: 'samples', samples }, [samples.buffer]),
  });

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessageToWorklet>): void => {
      if (data.type === 'send-frames') this.framesPort = data.port;
      else this.finish();
    };
  }

  override process([input = []]: Channels[], outputs: Channels[]): boolean {
    if (this.isFinished) return false;
    const skipped = this.expectedFrame === null ? 0 : Math.max(0, currentFrame - this.expectedFrame);
    const isFlowing = this.expectedFrame !== null && skipped === 0;
    this.expectedFrame = currentFrame + BLOCK_LENGTH;
    // No channel: the microphone gives no sound yet.
    if (input.length === 0) return true;
    const block = this.mixer.mix(input);
    outputs[WORKLET_OUTPUTS.mixed]?.[0]?.set(block);
    if (isFlowing && !this.hasStarted) this.send({ type: 'started' });
    this.hasStarted ||= isFlowing;
    if (this.framesPort === null) return true;
    this.missedSamples += skipped;
    this.listening.push(block);
    return true;
  }

  private finish(): void {
    if (this.isFinished) return;
    this.isFinished = true;
    this.listening.finish();
    this.send({ type: 'finished' });
  }

  private send(message: MessageFromWorklet, transfer: Transferable[] = []): void {
    this.port.postMessage(message, transfer);
  }
}

registerProcessor(LISTENING_PROCESSOR, ListeningProcessor);
