/** The live microphone: permission, device, audio graph and all that can befall them, behind one object with a stop. */
import { FEATURE_SPEC } from '../signal/featureSpec';
import {
  askForStream,
  buildGraph,
  closeQuietly,
  newContext,
  startedOrLate,
  stopTracks,
  type AudioGraph,
} from './audioGraph';
import type { MessageFromWorklet, MessageToWorklet } from './listeningMessages';
import { microphoneError, microphoneErrorOf, type MicrophoneError } from './microphoneError';
import { keepScreenAwake } from './screenAwake';
import { MAXIMUM_TAKE_SECONDS, Take } from './take';

export { MicrophoneError, type MicrophoneErrorCode } from './microphoneError';

/** How long the audio thread may take to give out its rest; it answers in a few milliseconds unless it has died. */
const FINISH_MILLISECONDS = 500;
/** Sound comes several times a second: something is wrong when so many looks find none. As in `scheduling/patience.ts`, none is timed. */
const WATCH_MILLISECONDS = 1000;
const LOOKS_IN_VAIN = 2;
/** Seconds that the sound must be behind the clock before any is called missing: clocks differ by less in half an hour. */
const LEAST_MISSING = 3;
/** What the browser really gave, which may differ from what was asked. Null: it does not say. */
export interface MicrophoneDetails {
  readonly label: string;
  /** True when the chosen microphone was not there and another one is used. */
  readonly chosenDeviceMissing: boolean;
  /** Hz, of the microphone's stream. */
  readonly deviceSampleRate: number | null;
  /** Hz, of the audio graph; unless it is 16 kHz, the worklet resamples. */
  readonly contextSampleRate: number;
  readonly echoCancellation: boolean | null;
  readonly noiseSuppression: boolean | null;
  readonly autoGainControl: boolean | null;
}

export type PauseReason = 'muted' | 'interrupted' | 'stalled';

/** What happens while listening. Sentences are for the person at the screen. */
export type MicrophoneEvent =
  /**
   * No sound comes for now. 'muted': the system holds it back; 'interrupted': the browser does, and `resume` may help;
   * 'stalled': nobody says why. Said anew when one reason goes and another remains.
   */
  | { readonly type: 'paused'; readonly reason: PauseReason; readonly message: string }
  | { readonly type: 'continued' }
  /** Somebody looks at the page again; it has listened on in the meantime. */
  | { readonly type: 'returned'; readonly message: string }
  /** Sound was lost, as in a laptop's sleep, and nobody has told of a pause. */
  | { readonly type: 'missed'; readonly message: string }
  /** The take has reached its maximum; what is said from here on is read but not kept. */
  | { readonly type: 'full'; readonly message: string }
  /** Nothing more will come and the microphone is released; `stop` gives what there is. Said once. */
  | { readonly type: 'ended'; readonly error: MicrophoneError };

export interface MicrophoneOptions {
  /** From `listMicrophones`; null for the system's own choice. */
  readonly deviceId: string | null;
  /** May be called before `open` resolves. */
  readonly onEvent: (event: MicrophoneEvent) => void;
  /** Stops the opening, even while the browser still asks for the permission. Afterwards use `stop`. */
  readonly signal?: AbortSignal;
}

export class Microphone {
  private readonly take = new Take();
  private readonly cleanUp = new AbortController();
  /** In the order in which they came. */
  private readonly pauses = new Set<PauseReason>();
  /** How often the watch has looked since sound came last. */
  private looksInVain = 0;
  private samplesHeard = 0;
  /** How many seconds the clock is ahead of the sound, and how many of them were told of; null until a look after a pause. */
  private lead: { readonly atFirst: number; readonly last: number; readonly told: number } | null = null;
  private saidFull = false;
  /** Whether the browser's sound has ever run. */
  private hasRun = false;
  private released = false;
  private stopping: Promise<Take> | null = null;
  private finished: () => void = () => undefined;

  /**
   * Opens the microphone. Call it from the click itself, with nothing awaited before: Safari lets sound begin in no
   * other place.
   *
   * @throws MicrophoneError
   */
  static async open(options: MicrophoneOptions): Promise<Microphone> {
    // Absent on pages without a secure connection and in old browsers, whatever the types say.
    const { mediaDevices } = navigator as Partial<Navigator>;
    const scope = globalThis as { AudioContext?: unknown; AudioWorkletNode?: unknown };
    if (!mediaDevices || !scope.AudioContext || !scope.AudioWorkletNode) {
      throw microphoneError(globalThis.isSecureContext ? 'unsupported' : 'insecure-context');
    }
    let context: AudioContext | null = null;
    let stream: MediaStream | null = null;
    let graph: AudioGraph | null = null;
    try {
      context = newContext(FEATURE_SPEC.sampleRate);
      // Not awaited: some browsers answer only when the microphone is granted.
      void context.resume().catch(() => undefined);
      stream = await unlessAborted(askForStream(mediaDevices, options.deviceId), options.signal, stopTracks);
      const permission = await microphonePermission();
      graph = await unlessAborted(
        buildGraph(context, stream),
        options.signal,
        (late) => void closeQuietly(late.context),
      );
      await unlessAborted(startedOrLate(graph), options.signal);
      return new Microphone(stream, graph, permission, options);
    } catch (error) {
      stopTracks(stream);
      const opened = graph?.context ?? context;
      if (opened !== null) await closeQuietly(opened);
      throw microphoneErrorOf(error, await microphonePermission());
    }
  }

  private constructor(
    private readonly stream: MediaStream,
    private readonly graph: AudioGraph,
    private readonly permissionAtFirst: PermissionState | null,
    private readonly options: MicrophoneOptions,
  ) {
    const { context, node } = graph;
    node.port.onmessage = ({ data }: MessageEvent<MessageFromWorklet>) => this.receive(data);
    const until = { signal: this.cleanUp.signal };
    node.addEventListener('processorerror', () => this.end(microphoneError('audio-failed')), until);
    context.addEventListener('statechange', () => this.watchContext(), until);
    for (const track of stream.getAudioTracks()) {
      track.addEventListener('ended', () => void this.trackEnded(), until);
      track.addEventListener('mute', () => this.pause('muted'), until);
      track.addEventListener('unmute', () => this.unpause('muted'), until);
      if (track.muted) this.pause('muted');
      // It may have ended while the audio graph was built.
      if (track.readyState === 'ended') void this.trackEnded();
    }
    const watch = setInterval(() => this.watchSamples(), WATCH_MILLISECONDS);
    until.signal.addEventListener('abort', () => clearInterval(watch));
    addEventListener('pagehide', () => this.end(microphoneError('page-left')), until);
    document.addEventListener('visibilitychange', () => this.watchVisibility(), until);
    this.watchContext();
    keepScreenAwake(until.signal);
  }

  /** What the browser really gave. */
  get details(): MicrophoneDetails {
    const [track] = this.stream.getAudioTracks();
    const settings = track?.getSettings() ?? {};
    const { deviceId: chosen } = this.options;
    return {
      label: track?.label ?? '',
      chosenDeviceMissing: chosen !== null && settings.deviceId !== undefined && settings.deviceId !== chosen,
      deviceSampleRate: settings.sampleRate ?? null,
      contextSampleRate: this.graph.context.sampleRate,
      // Newer browsers may answer with the name of a kind of cancellation: any is some.
      echoCancellation: settings.echoCancellation === undefined ? null : Boolean(settings.echoCancellation),
      noiseSuppression: settings.noiseSuppression ?? null,
      autoGainControl: settings.autoGainControl ?? null,
    };
  }

  /** For drawing what is heard, with no detour over messages: the waveform at this moment. */
  get analyser(): AnalyserNode {
    return this.graph.analyser;
  }

  /** Seconds kept so far. */
  get seconds(): number {
    return this.take.seconds;
  }

  /**
   * Begins to listen, with nothing lost between take and frames, and gives the port from which `FramesMessage`s come,
   * to be handed to whoever reads them. Asked again, for instance after the Worker was started afresh, the frames go to
   * the new port alone.
   */
  openFrames(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.post({ type: 'send-frames', port: port2 }, [port2]);
    return port1;
  }

  /** After 'interrupted': tries to go on. Call it from a click. */
  async resume(): Promise<void> {
    await this.graph.context.resume().catch(() => undefined);
    this.watchContext();
  }

  /** Releases the microphone at once and gives what was recorded. May be called again; never rejects. */
  stop(): Promise<Take> {
    this.stopping ??= this.finish();
    return this.stopping;
  }

  private async finish(): Promise<Take> {
    this.release();
    await new Promise<void>((resolve) => {
      this.finished = resolve;
      this.post({ type: 'finish' });
      setTimeout(resolve, FINISH_MILLISECONDS);
    });
    await closeQuietly(this.graph.context);
    this.graph.node.port.close();
    return this.take;
  }

  /** Lets go of the device, so that its light goes out; the audio thread still has a little to give. */
  private release(): void {
    this.released = true;
    this.cleanUp.abort();
    stopTracks(this.stream);
  }

  /** The listening ended by itself: everything is released, the take is there. */
  private end(error: MicrophoneError): void {
    if (this.released) return;
    void this.stop();
    this.options.onEvent({ type: 'ended', error });
  }

  private receive(message: MessageFromWorklet): void {
    if (message.type === 'finished') this.finished();
    if (message.type !== 'samples') return;
    this.looksInVain = 0;
    this.samplesHeard += message.samples.length;
    this.unpause('stalled');
    this.take.push(message.samples);
    if (this.take.isFull && !this.saidFull && !this.released) {
      this.saidFull = true;
      this.options.onEvent({
        type: 'full',
        message: `The recording has reached its longest, ${MAXIMUM_TAKE_SECONDS / 60} minutes: what you say from here on is read but not kept. Stop and start anew to record on.`,
      });
    }
  }

  private async trackEnded(): Promise<void> {
    const permission = await microphonePermission();
    // 'prompt' is what a permission becomes that is taken back, but also what one given for this time only always was.
    const isRevoked = permission === 'denied' || (permission === 'prompt' && this.permissionAtFirst === 'granted');
    this.end(microphoneError(isRevoked ? 'permission-revoked' : 'device-lost'));
  }

  private watchContext(): void {
    const { state } = this.graph.context;
    if (state === 'running') {
      this.hasRun = true;
      this.unpause('interrupted');
    } else if (state === 'closed') this.end(microphoneError('audio-failed'));
    else this.pause('interrupted');
  }

  /** A device may fall silent without a word from the browser, as some do in a laptop's sleep. */
  private watchSamples(): void {
    this.looksInVain += 1;
    if (this.looksInVain > LOOKS_IN_VAIN) this.pause('stalled');
    this.watchClock();
  }

  /**
   * After a laptop's sleep many a device goes on as if nothing had been, and a browser without the time for it lets sound
   * fall. Two looks must find it, as after a moment in which the page could not answer that moment's sound may wait still.
   */
  private watchClock(): void {
    if (this.pauses.size > 0) return;
    // The machine's clock, as others stand still while it sleeps.
    const lead = Date.now() / 1000 - this.samplesHeard / FEATURE_SPEC.sampleRate;
    const { atFirst, last, told } = this.lead ?? { atFirst: lead, last: lead, told: 0 };
    const missing = Math.min(last, lead) - atFirst;
    // Not before it is twice as much as was told of: on a slow machine one would hear of nothing else.
    const isNews = missing >= Math.max(LEAST_MISSING, 2 * told);
    this.lead = { atFirst, last: lead, told: isNews ? missing : told };
    if (!isNews) return;
    this.options.onEvent({
      type: 'missed',
      message:
        'Some of the sound is missing: the computer slept, or was too busy to listen. Listening goes on; what was recorded so far is kept.',
    });
  }

  private watchVisibility(): void {
    if (document.hidden) return;
    // After a laptop's sleep or a call the browser may leave the context suspended; being looked at is reason to go on.
    if (this.graph.context.state !== 'running') void this.resume();
    else if (this.pauses.size === 0) {
      this.options.onEvent({
        type: 'returned',
        message: 'It went on listening while this tab was hidden. Press Stop to end it.',
      });
    }
  }

  private pause(reason: PauseReason): void {
    // Of a sound that does not come for a known reason there is no more to say.
    if (this.released || this.pauses.has(reason) || (reason === 'stalled' && this.pauses.size > 0)) return;
    this.pauses.add(reason);
    this.sayPause(reason);
  }

  private unpause(reason: PauseReason): void {
    if (this.released || !this.pauses.delete(reason)) return;
    this.looksInVain = 0;
    this.lead = null;
    const [remaining] = this.pauses;
    if (remaining === undefined) this.options.onEvent({ type: 'continued' });
    else this.sayPause(remaining);
  }

  private sayPause(reason: PauseReason): void {
    const neverBegan = reason === 'interrupted' && !this.hasRun;
    this.options.onEvent({ type: 'paused', reason, message: neverBegan ? NEVER_BEGAN : PAUSE_SENTENCES[reason] });
  }

  private post(message: MessageToWorklet, transfer: Transferable[] = []): void {
    this.graph.node.port.postMessage(message, transfer);
  }
}

const PAUSE_SENTENCES = {
  muted:
    'The microphone is muted by the system or by a switch on it. Listening goes on as soon as it is switched on; what was recorded so far is kept.',
  interrupted:
    'Listening was interrupted, by a call or by the system. Press Resume to go on, or Stop; what was recorded so far is kept.',
  stalled:
    'No sound comes from the microphone any more. If it stays away, press Stop and start anew, perhaps with another one; what was recorded so far is kept.',
} as const satisfies Record<PauseReason, string>;

/** Firefox runs no sound at all, the microphone's neither, where the system has nothing to play it on. */
const NEVER_BEGAN =
  'The browser’s sound does not start: a call may hold it, or there may be no loudspeaker or headphones, without which some browsers do not listen. See to that and press Resume, or press Stop.';

/** What `opening` gives; rejects as soon as `signal` is aborted, and what comes after that is released at once. */
async function unlessAborted<Opened>(
  opening: Promise<Opened>,
  signal: AbortSignal | undefined,
  release: (late: Opened) => void = () => undefined,
): Promise<Opened> {
  const cleanUp = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(microphoneError('aborted'));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { signal: cleanUp.signal });
  });
  try {
    return await Promise.race([opening, aborted]);
  } catch (error) {
    opening.then(release, () => undefined);
    throw error;
  } finally {
    cleanUp.abort();
  }
}

/** The state of the permission, where the browser tells. */
async function microphonePermission(): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' })).state;
  } catch {
    return null;
  }
}
