/** The page's end of the inference Worker: typed calls in, promises out, and nothing of tfjs on the main thread. */
import type { SoundClaim } from '../capture/decodeRecording';
import { decodeInPage } from '../capture/pageDecoding';
import { RECORDING_ERRORS, RecordingError } from '../capture/recordingError';
import { watchForLife } from '../scheduling/patience';
import { InferenceError, engineFailed, errorOf, partUnreachable, sentErrorOf } from './inferenceError';
import type {
  BackendName,
  Engine,
  LiveReading,
  LoadedModel,
  MessageFromWorker,
  NamedVoice,
  Progress,
  Reading,
  RecordingSummary,
  RequestToWorker,
} from './protocol';

export { InferenceError, type InferenceErrorCode } from './inferenceError';
export type { Engine, LiveReading, LoadedModel, Progress, Reading, RecordingSummary } from './protocol';

/**
 * How often it is looked in vain whether the Worker has heard of an abort, before it is given up: it looks up from its work
 * several times a second.
 */
const LOOKS_IN_VAIN = 5;

export interface InferenceClientOptions {
  /** Folder that holds manifest.json; relative to the page. */
  readonly modelUrl: string;
  readonly createWorker?: () => Worker;
  /** The network had to move to another backend while the page was open. */
  readonly onEngineChange?: (engine: Engine) => void;
  /** A new Worker has another model than heard the voice, which is gone: the recording is to be read again. */
  readonly onVoiceLost?: () => void;
}

export interface RecordingReading {
  readonly recording: RecordingSummary;
  readonly reading: Reading;
}

/** What is told of listening. */
export interface LiveOptions {
  /** About ten times a second; a reading numbered lower than one shown already is late: drop it. */
  readonly onLive: (live: LiveReading) => void;
  /** The network stopped, or never was there; nothing is told afterwards. The sound itself goes on. */
  readonly onFailure: (error: InferenceError) => void;
}

/** Reading of live sound, under way. */
export interface LiveSession {
  /** Nothing is told after this. May be called again. */
  stop(): void;
}

/** A request that the Worker has not answered yet. */
interface Pending {
  readonly onMessage: (message: MessageFromWorker) => void;
  readonly reject: (error: unknown) => void;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Every Reading is the fusion of the current voice (if any) and the current transcript (if any). */
export class InferenceClient {
  private worker: Worker | null = null;
  private loading: Promise<LoadedModel> | null = null;
  /** What the Worker has moved to since it was started; null while it has not. */
  private changedEngine: Engine | null = null;
  /** Why there is no model, for calls that come without one: what ended the Worker is the better answer. */
  private unloadedBecause = notLoaded();
  private readonly progressListeners = new Set<(progress: Progress) => void>();
  private readonly pending = new Map<number, Pending>();
  /** What ends the watches over aborts of which the Worker has not heard yet, by the request's id. */
  private readonly abortWatches = new Map<number, () => void>();
  private nextId = 1;

  /** The state as the Worker has it, so that a new Worker can take it up. */
  private transcript = '';
  private voice: NamedVoice | null = null;
  private lastSequence = 0;

  /** At most one transcript is with the Worker; of those typed meanwhile only the newest will be sent. */
  private transcriptInFlight: Promise<Reading> | null = null;
  private transcriptWaiting: Promise<Reading> | null = null;

  constructor(private readonly options: InferenceClientOptions) {}

  /**
   * Loads the model and warms it up, in a Worker. May be called again: while loading and when loaded it gives the same
   * model, with the engine that it runs on by now; after a failure or a crash it starts afresh with the voice and the
   * transcript there were; without the voice where the host has another model by now.
   *
   * @throws InferenceError 'model-missing', 'model-unreachable', 'model-mismatch' or 'engine-failed'.
   */
  load(onProgress: (progress: Progress) => void): Promise<LoadedModel> {
    this.progressListeners.add(onProgress);
    this.loading ??= this.startLoading();
    return this.loading
      .then((model) => ({ ...model, engine: this.changedEngine ?? model.engine }))
      .finally(() => this.progressListeners.delete(onProgress));
  }

  /**
   * Reads new words; the voice branch does not run. The newest text wins: calls that wait while another text is being
   * read all resolve with the newest one's reading.
   *
   * @throws InferenceError
   */
  setTranscript(transcript: string): Promise<Reading> {
    this.transcript = transcript;
    if (this.transcriptInFlight === null) return this.sendTranscript();
    this.transcriptWaiting ??= this.transcriptInFlight
      .catch(() => undefined)
      .then(() => {
        this.transcriptWaiting = null;
        return this.sendTranscript();
      });
    return this.transcriptWaiting;
  }

  /**
   * Decodes and reads a recording, which becomes the current voice. On failure the previous voice stays.
   *
   * @throws InferenceError; 'aborted' as soon as `signal` is, or once the model is loaded if that is later.
   */
  async readRecording(
    file: Blob,
    { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: Progress) => void },
  ): Promise<RecordingReading> {
    if (!signal.aborted) await this.whenLoaded();
    if (signal.aborted) throw toInferenceError(RECORDING_ERRORS.aborted());
    return new Promise((resolve, reject) => {
      const id = this.request(
        { type: 'read-recording', file },
        (message) => {
          if (message.type === 'progress') onProgress(message.progress);
          if (message.type === 'decode-in-page') {
            onProgress({ stage: 'decoding', fraction: 0 });
            void this.decodeForWorker(id, file, message.claim, signal);
          }
          if (message.type !== 'recording') return;
          this.voice = message.voice;
          this.finish(id);
          resolve({ recording: message.recording, reading: this.seen(message.reading) });
        },
        reject,
      );
      const abort = (): void => {
        // Already answered: nothing to stop.
        if (!this.finish(id)) return;
        this.abort(id);
        reject(toInferenceError(RECORDING_ERRORS.aborted()));
      };
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  /**
   * Reads what comes out of `port`, which goes to the Worker and is lost here. Frames that come while the model is
   * still being loaded wait. The current voice stays as it is: on stop, give the take to `readRecording`, and it is
   * read as any recording.
   *
   * @param port from `Microphone.openFrames()`.
   */
  listen(port: MessagePort, { onLive, onFailure }: LiveOptions): LiveSession {
    let isStopped = false;
    let id: number | null = null;
    const fail = (error: unknown): void => {
      // Frames sent to a port that nobody reads from would pile up.
      if (id === null) port.close();
      if (!isStopped) onFailure(toInferenceError(error));
      isStopped = true;
    };
    const start = (): void => {
      if (isStopped) return;
      id = this.request(
        { type: 'listen', port },
        (message) => {
          if (message.type !== 'live') return;
          this.lastSequence = Math.max(this.lastSequence, message.live.sequence);
          onLive(message.live);
        },
        fail,
        [port],
      );
    };
    this.whenLoaded().then(start, fail);
    return {
      stop: () => {
        isStopped = true;
        if (id === null) port.close();
        else if (this.finish(id)) this.abort(id);
      },
    };
  }

  /**
   * Forgets the voice that there is now; what remains is the reading of the words, or of a recording that becomes the voice
   * meanwhile, which stays. On failure the voice stays.
   *
   * @throws InferenceError
   */
  async clearVoice(): Promise<Reading> {
    const readBy = this.voice?.readBy ?? null;
    await this.whenLoaded();
    const reading = await this.requestReading({ type: 'clear-voice', readBy });
    if (this.voice?.readBy === readBy) this.voice = null;
    return reading;
  }

  private startLoading(): Promise<LoadedModel> {
    const loading = this.requestModel().catch((error: unknown) => {
      const failure = toInferenceError(error);
      // Half-started backends are not cleaned up but thrown away with their Worker; if that has not ended and been replaced.
      if (this.loading === loading) this.endWorker(failure);
      throw failure;
    });
    return loading;
  }

  private async requestModel(): Promise<LoadedModel> {
    this.worker ??= this.startWorker();
    return new Promise((resolve, reject) => {
      const request = {
        type: 'load',
        modelUrl: new URL(this.options.modelUrl, document.baseURI).href,
        backend: backendInAddress(location.search),
        firstSequence: this.lastSequence + 1,
        voice: this.voice,
        transcript: this.transcript,
      } as const;
      const id = this.request(
        request,
        (message) => {
          if (message.type === 'progress') this.progressListeners.forEach((listener) => listener(message.progress));
          if (message.type !== 'loaded') return;
          this.finish(id);
          if (message.isVoiceForeign) {
            this.voice = null;
            this.options.onVoiceLost?.();
          }
          resolve(message.model);
        },
        reject,
      );
    });
  }

  private async whenLoaded(): Promise<void> {
    if (this.loading === null) throw this.unloadedBecause;
    await this.loading;
  }

  private sendTranscript(): Promise<Reading> {
    const reading = this.whenLoaded()
      .then(() => this.requestReading({ type: 'set-transcript', transcript: this.transcript }))
      .finally(() => {
        if (this.transcriptInFlight === reading) this.transcriptInFlight = null;
      });
    this.transcriptInFlight = reading;
    return reading;
  }

  private requestReading(request: WithoutId<RequestToWorker>): Promise<Reading> {
    return new Promise((resolve, reject) => {
      const id = this.request(
        request,
        (message) => {
          if (message.type !== 'reading') return;
          this.finish(id);
          // Of a recording that is called off the Worker may have had the voice when it read, and not heard of the abort.
          resolve(this.abortWatches.size > 0 ? this.requestReading(request) : this.seen(message.reading));
        },
        reject,
      );
    });
  }

  private seen(reading: Reading): Reading {
    this.lastSequence = Math.max(this.lastSequence, reading.sequence);
    return reading;
  }

  /** @returns the request's id. */
  private request(
    request: WithoutId<RequestToWorker>,
    onMessage: (message: MessageFromWorker) => void,
    reject: (error: unknown) => void,
    transfer: Transferable[] = [],
  ): number {
    const id = this.nextId;
    this.nextId += 1;
    if (this.worker === null) {
      // It ended between two steps of the caller's.
      reject(this.unloadedBecause);
      return id;
    }
    this.pending.set(id, { onMessage, reject });
    this.post({ ...request, id }, transfer);
    return id;
  }

  /** @returns false when it was finished before. */
  private finish(id: number): boolean {
    return this.pending.delete(id);
  }

  /**
   * Gives up a request that the Worker may still be at. A file can hold it up for good, in a decoder's endless loop: a
   * Worker that does not even hear of the abort is ended, and the next `load` starts another.
   */
  private abort(id: number): void {
    this.post({ type: 'abort', id });
    // The watch ends when it has heard: until then there is no sign of it.
    const endWatch = watchForLife(
      LOOKS_IN_VAIN,
      () => false,
      () => this.endWorker(heldUp()),
    );
    this.abortWatches.set(id, endWatch);
  }

  private abortHeard(id: number): void {
    this.abortWatches.get(id)?.();
    this.abortWatches.delete(id);
  }

  private async decodeForWorker(id: number, file: Blob, claim: SoundClaim | null, signal: AbortSignal): Promise<void> {
    try {
      const decoded = await decodeInPage(file, claim, signal);
      this.post({ type: 'decoded-in-page', id, decoded }, [decoded.samples.buffer as ArrayBuffer]);
    } catch (error) {
      const decoded = error instanceof RecordingError ? { code: error.code, message: error.message } : null;
      this.post({ type: 'decoded-in-page', id, decoded });
    }
  }

  private post(request: RequestToWorker, transfer: Transferable[] = []): void {
    this.worker?.postMessage(request, transfer);
  }

  private startWorker(): Worker {
    const worker =
      this.options.createWorker?.() ??
      new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'inference' });
    let hasSpoken = false;
    worker.addEventListener('message', ({ data }: MessageEvent<MessageFromWorker>) => {
      hasSpoken = true;
      // What one that has ended left behind is not about the one there is now.
      if (this.worker === worker) this.receive(data);
    });
    const crashed = (failure: InferenceError): void => {
      if (this.worker === worker) this.endWorker(failure);
    };
    worker.addEventListener('error', (event) => {
      // That the script, or one that it imports, does not arrive is told without words; what it throws itself has some.
      const { message = '' } = event as Partial<ErrorEvent>;
      const hasStarted = hasSpoken || message !== '';
      crashed(hasStarted ? engineFailed(new Error(message)) : partUnreachable());
    });
    worker.addEventListener('messageerror', () => crashed(engineFailed(null)));
    return worker;
  }

  private receive(message: MessageFromWorker): void {
    if (message.type === 'engine-changed') {
      this.changedEngine = message.engine;
      this.options.onEngineChange?.(message.engine);
      return;
    }
    if (message.type === 'abort-heard') return this.abortHeard(message.id);
    // Nobody waits any more for a request that was aborted.
    const pending = this.pending.get(message.id);
    if (message.type === 'failed') {
      const failure = errorOf(message.failure);
      // Many browsers never again fetch a part that has once not arrived (whatwg/html#6768), except in a new Worker.
      if (failure.code === 'model-unreachable') return this.endWorker(failure);
      this.finish(message.id);
      pending?.reject(failure);
      return;
    }
    pending?.onMessage(message);
  }

  private endWorker(reason: InferenceError): void {
    [...this.abortWatches.keys()].forEach((id) => this.abortHeard(id));
    this.worker?.terminate();
    this.worker = null;
    this.loading = null;
    this.changedEngine = null;
    this.unloadedBecause = reason;
    const open = [...this.pending.values()];
    this.pending.clear();
    open.forEach(({ reject }) => reject(reason));
  }
}

/** `?backend=webgl|wasm|cpu` in the page's address: how tests and the curious choose. */
export function backendInAddress(search: string): BackendName | null {
  const name = new URLSearchParams(search).get('backend');
  return name === 'webgl' || name === 'wasm' || name === 'cpu' ? name : null;
}

function notLoaded(): InferenceError {
  return new InferenceError('engine-failed', 'The model is not loaded. Load it again to go on.');
}

function heldUp(): InferenceError {
  return new InferenceError(
    'engine-failed',
    'The recording that was stopped before held up the neural network, which is started afresh. Try again.',
  );
}

function toInferenceError(error: unknown): InferenceError {
  return error instanceof InferenceError ? error : errorOf(sentErrorOf(error));
}
