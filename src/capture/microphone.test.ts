/** A microphone that cannot be opened, or that falls silent, says why; what was heard is kept, and nothing is left open. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';

import type { MessageFromWorklet } from './listeningMessages';
import { Microphone, type MicrophoneEvent } from './microphone';
import { MicrophoneError } from './microphoneError';
import { MAXIMUM_TAKE_SECONDS } from './take';

vi.mock('./listeningWorklet', () => ({ addListeningWorklet: () => Promise.resolve() }));

class FakeTrack extends EventTarget {
  stopped = false;
  muted = false;
  readyState = 'live';
  stop(): void {
    this.stopped = true;
  }
  getSettings(): MediaTrackSettings {
    return { sampleRate: 48_000 };
  }
}

let track: FakeTrack;
let contexts: FakeContext[];
let worklets: FakeNode[];
/** What the page listens to. */
let page: EventTarget & { hidden: boolean };
/** Hz, of the contexts that are made. */
let contextRate: number;
/** What the browser does with the context number so and so, counted from one. */
let refuse: (context: number) => void;
let getUserMedia: Mock<(constraints?: MediaStreamConstraints) => Promise<unknown>>;
let stream: object;

class FakeContext extends EventTarget {
  state = 'suspended';
  readonly sampleRate = contextRate;
  constructor() {
    super();
    refuse(contexts.length + 1);
    contexts.push(this);
  }
  resume(): Promise<void> {
    this.state = 'running';
    return Promise.resolve();
  }
  close(): Promise<void> {
    this.state = 'closed';
    return Promise.resolve();
  }
}

/** Firefox's answer to a stream of another rate. */
function refuseRate(): never {
  throw new DOMException('Connecting AudioNodes from AudioContexts with different sample-rate', 'NotSupportedError');
}

/** A node that does what it must for a microphone to open, and holds on to no other. */
class FakeNode extends EventTarget {
  readonly port = {
    onmessage: null as ((event: { data?: MessageFromWorklet }) => void) | null,
    postMessage: () => undefined,
    close: () => undefined,
  };
  constructor() {
    super();
    setTimeout(() => this.port.onmessage?.({}));
  }
  connect(): void {
    // Nothing flows here.
  }
}

class FakeWorklet extends FakeNode {
  constructor() {
    super();
    worklets.push(this);
  }
}

/** A browser that connects everything to everything. */
function acceptAll(): void {
  vi.stubGlobal('AudioWorkletNode', FakeWorklet);
  vi.stubGlobal('AnalyserNode', FakeNode);
  vi.stubGlobal('MediaStreamAudioSourceNode', FakeNode);
  page = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
}

async function openingError(): Promise<unknown> {
  return Microphone.open({ deviceId: null, onEvent: () => undefined }).catch((error: unknown) => error);
}

beforeEach(() => {
  track = new FakeTrack();
  contexts = [];
  worklets = [];
  contextRate = 16_000;
  refuse = () => undefined;
  stream = { getTracks: () => [track], getAudioTracks: () => [track] };
  getUserMedia = vi.fn(() => Promise.resolve(stream));
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
  vi.stubGlobal('AudioContext', FakeContext);
  vi.stubGlobal('AudioWorkletNode', vi.fn());
  vi.stubGlobal('MediaStreamAudioSourceNode', vi.fn(refuseRate));
});
afterEach(() => vi.unstubAllGlobals());

describe('Microphone.open', () => {
  it('says so when the browser gives no audio context, and asks for no microphone', async () => {
    refuse = () => {
      throw new DOMException('The number of hardware contexts is at its maximum', 'NotSupportedError');
    };
    const error = await openingError();
    expect(error).toBeInstanceOf(MicrophoneError);
    expect(error).toMatchObject({ code: 'opening-failed' });
    expect(getUserMedia).not.toHaveBeenCalled();
  });

  it.each([
    ['the second context is refused', 2],
    ['no context takes the stream', Infinity],
  ])('lets go of microphone and contexts when %s', async (_, refused) => {
    refuse = (context) => {
      if (context >= refused) throw new DOMException('', 'NotSupportedError');
    };
    expect(await openingError()).toMatchObject({ name: 'MicrophoneError', code: 'opening-failed' });
    expect(track.stopped).toBe(true);
    expect(contexts.map(({ state }) => state)).toEqual(contexts.map(() => 'closed'));
    expect(contexts.length).toBeGreaterThan(0);
  });

  it('closes the context when the microphone is refused', async () => {
    getUserMedia.mockImplementation(() => Promise.reject(new DOMException('Permission denied', 'NotAllowedError')));
    expect(await openingError()).toMatchObject({ name: 'MicrophoneError', code: 'permission-denied' });
    expect(contexts).toMatchObject([{ state: 'closed' }]);
  });

  it('lets go of a microphone that is granted after nobody waits for it any more', async () => {
    let grant: (granted: object) => void = () => undefined;
    getUserMedia.mockImplementation(() => new Promise((resolve) => (grant = resolve)));
    const controller = new AbortController();
    const opening = Microphone.open({ deviceId: null, onEvent: () => undefined, signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toMatchObject({ code: 'aborted' });
    expect(track.stopped).toBe(false);
    grant(stream);
    await vi.waitFor(() => expect(track.stopped).toBe(true));
  });

  it('closes the context that took the place of the first, too, when the opening is stopped', async () => {
    acceptAll();
    const connect = vi.fn().mockImplementationOnce(refuseRate);
    class ChoosySource extends FakeNode {
      constructor() {
        super();
        connect();
      }
    }
    class SilentWorklet {
      readonly port = { onmessage: null };
      connect(): void {
        // And no sound ever begins.
      }
    }
    vi.stubGlobal('MediaStreamAudioSourceNode', ChoosySource);
    vi.stubGlobal('AudioWorkletNode', SilentWorklet);
    const controller = new AbortController();
    const opening = Microphone.open({ deviceId: null, onEvent: () => undefined, signal: controller.signal });
    await vi.waitFor(() => expect(contexts.map(({ state }) => state)).toEqual(['closed', 'running']));
    controller.abort();
    await expect(opening).rejects.toMatchObject({ code: 'aborted' });
    expect(contexts.map(({ state }) => state)).toEqual(['closed', 'closed']);
  });

  it.each<[string, unknown]>([
    ['an Error', new DOMException('', 'OverconstrainedError')],
    ['none, as some browsers have it', { name: 'OverconstrainedError', message: '', constraint: 'deviceId' }],
  ])('takes another microphone when the chosen one is missing, by what is %s', async (_, missing) => {
    acceptAll();
    getUserMedia.mockImplementationOnce(() => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as those browsers do
      return Promise.reject(missing);
    });
    const microphone = await Microphone.open({ deviceId: 'gone', onEvent: () => undefined });
    const asked = getUserMedia.mock.calls.map(
      ([constraints]) => (constraints?.audio as MediaTrackConstraints).deviceId,
    );
    expect(asked).toEqual([{ exact: 'gone' }, undefined]);
    await microphone.stop();
  });

  it('asks for nothing by which another microphone would be nearer to it than the system’s own choice', async () => {
    acceptAll();
    const microphone = await Microphone.open({ deviceId: null, onEvent: () => undefined });
    expect(getUserMedia.mock.calls).toEqual([
      [{ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } }],
    ]);
    await microphone.stop();
  });

  // Firefox gives the system's rate. A bar is drawn about every twentieth of a second.
  it.each([16_000, 44_100, 48_000])('shows at %i Hz all sound that comes between two bars', async (sampleRate) => {
    acceptAll();
    contextRate = sampleRate;
    const makeAnalyser = vi.fn<(context: unknown, options: AnalyserOptions) => void>();
    class FakeAnalyser extends FakeNode {
      constructor(...given: [unknown, AnalyserOptions]) {
        super();
        makeAnalyser(...given);
      }
    }
    vi.stubGlobal('AnalyserNode', FakeAnalyser);
    const microphone = await Microphone.open({ deviceId: null, onEvent: () => undefined });
    expect((makeAnalyser.mock.lastCall?.[1].fftSize ?? 0) / sampleRate).toBeGreaterThan(0.1);
    await microphone.stop();
  });

  it('holds on to the node that the sound comes from', async () => {
    acceptAll();
    let source: WeakRef<object> | null = null;
    class FakeSource extends FakeNode {
      constructor() {
        super();
        source = new WeakRef(this);
      }
    }
    vi.stubGlobal('MediaStreamAudioSourceNode', FakeSource);
    const microphone = await Microphone.open({ deviceId: null, onEvent: () => undefined });
    // What a WeakRef was asked for lives until the end of the task.
    await new Promise((resolve) => setTimeout(resolve));
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    expect((source as WeakRef<object> | null)?.deref()).toBeDefined();
    await microphone.stop();
  });
});

describe('Microphone', () => {
  let events: MicrophoneEvent[];
  let permission: string;

  async function opened(): Promise<Microphone> {
    const opening = Microphone.open({ deviceId: null, onEvent: (event) => events.push(event) });
    await vi.advanceTimersByTimeAsync(10);
    return opening;
  }

  async function stopped(microphone: Microphone) {
    const stopping = microphone.stop();
    await vi.advanceTimersByTimeAsync(2_000);
    return stopping;
  }

  function hear(samples: number): void {
    worklets.at(-1)?.port.onmessage?.({ data: { type: 'samples', samples: new Int16Array(samples) } });
  }

  function setState(state: string): void {
    const [context] = contexts;
    if (!context) throw new Error('no context was made');
    context.state = state;
    context.dispatchEvent(new Event('statechange'));
  }

  /** What was told, in short. */
  const told = () =>
    events.map((event) =>
      event.type === 'paused' ? event.reason : event.type === 'ended' ? event.error.code : event.type,
    );

  beforeEach(() => {
    vi.useFakeTimers();
    acceptAll();
    events = [];
    permission = 'granted';
    const permissions = { query: () => Promise.resolve({ state: permission }) };
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia }, permissions });
  });
  afterEach(() => void vi.useRealTimers());

  it('tells why no sound comes, what remains when one reason goes, and when it goes on', async () => {
    const microphone = await opened();
    expect(told()).toEqual([]);
    track.dispatchEvent(new Event('mute'));
    setState('interrupted');
    track.dispatchEvent(new Event('unmute'));
    setState('running');
    expect(told()).toEqual(['muted', 'interrupted', 'interrupted', 'continued']);
    await stopped(microphone);
    track.dispatchEvent(new Event('mute'));
    expect(events).toHaveLength(4);
  });

  it('tells that it was muted, or held back by the browser, from the beginning', async () => {
    track.muted = true;
    vi.spyOn(FakeContext.prototype, 'resume').mockImplementation(() => new Promise(() => undefined));
    const opening = Microphone.open({ deviceId: null, onEvent: (event) => events.push(event) });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told()).toEqual(['muted', 'interrupted']);
    await stopped(await opening);
    vi.restoreAllMocks();
  });

  it('calls a sound that never began no interruption', async () => {
    vi.spyOn(FakeContext.prototype, 'resume').mockImplementation(() => new Promise(() => undefined));
    const opening = Microphone.open({ deviceId: null, onEvent: (event) => events.push(event) });
    await vi.advanceTimersByTimeAsync(1_000);
    const microphone = await opening;
    setState('running');
    setState('suspended');
    expect(events).toMatchObject([
      { type: 'paused', message: expect.stringMatching(/does not start.*Resume/) as string },
      { type: 'continued' },
      { type: 'paused', message: expect.stringMatching(/was interrupted.*Resume/) as string },
    ]);
    await stopped(microphone);
    vi.restoreAllMocks();
  });

  it('notices a device that falls silent without a word, and that it speaks again', async () => {
    const microphone = await opened();
    for (let second = 0; second < 10; second += 1) {
      hear(16_000);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(told()).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(told()).toEqual(['stalled']);
    hear(16_000);
    expect(told()).toEqual(['stalled', 'continued']);
    expect((await stopped(microphone)).seconds).toBe(11);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not call stalled what is silent for a reason that was told', async () => {
    const microphone = await opened();
    setState('interrupted');
    await vi.advanceTimersByTimeAsync(10_000);
    setState('running');
    // The sound needs a moment to come back.
    await vi.advanceTimersByTimeAsync(1_500);
    expect(told()).toEqual(['interrupted', 'continued']);
    await stopped(microphone);
  });

  /** @param share of each second that is heard. */
  async function hearFor(seconds: number, share = 1): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      hear(share * 16_000);
      await vi.advanceTimersByTimeAsync(1_000);
    }
  }

  it('tells once of the sound that a sleep has cost, when the browser says nothing of it', async () => {
    const microphone = await opened();
    await hearFor(5);
    vi.setSystemTime(Date.now() + 20_000);
    await hearFor(5);
    expect(told()).toEqual(['missed']);
    expect((await stopped(microphone)).seconds).toBe(10);
  });

  it('tells of sound that is lost bit by bit, and not at every turn', async () => {
    const microphone = await opened();
    // Clocks differ, if by less.
    await hearFor(600, 0.999);
    expect(told()).toEqual([]);
    await hearFor(40, 0.75);
    expect(told()).toEqual(['missed', 'missed']);
    await stopped(microphone);
  });

  it('misses nothing that was only late, or not heard for a reason that was told', async () => {
    const microphone = await opened();
    await hearFor(5);
    // The page was busy: its first look comes before the sound of that time.
    vi.setSystemTime(Date.now() + 20_000);
    await vi.advanceTimersByTimeAsync(1_000);
    hear(21 * 16_000);
    await hearFor(5);
    expect(told()).toEqual([]);
    setState('interrupted');
    vi.setSystemTime(Date.now() + 20_000);
    await vi.advanceTimersByTimeAsync(1_000);
    setState('running');
    await hearFor(5);
    expect(told()).toEqual(['interrupted', 'continued']);
    await stopped(microphone);
  });

  it.each([
    ['device-lost', 'granted', 'granted'],
    ['permission-revoked', 'granted', 'denied'],
    ['permission-revoked', 'granted', 'prompt'],
    ['device-lost', 'prompt', 'prompt'],
  ])('ends with %s when the permission was %s and is %s, and keeps the take', async (code, before, after) => {
    permission = before;
    const microphone = await opened();
    hear(8_000);
    permission = after;
    track.dispatchEvent(new Event('ended'));
    await vi.advanceTimersByTimeAsync(0);
    page.dispatchEvent(new Event('pagehide'));
    expect(told()).toEqual([code]);
    expect(track.stopped).toBe(true);
    expect((await stopped(microphone)).seconds).toBe(0.5);
    expect(contexts).toMatchObject([{ state: 'closed' }]);
  });

  it('ends when the page is left, and says nothing else then', async () => {
    await opened();
    // Why the track has ended is asked first.
    track.dispatchEvent(new Event('ended'));
    page.dispatchEvent(new Event('pagehide'));
    await vi.advanceTimersByTimeAsync(0);
    expect(told()).toEqual(['page-left']);
    expect(track.stopped).toBe(true);
  });

  it('ends when the device went away while it was opened', async () => {
    track.readyState = 'ended';
    await opened();
    expect(told()).toEqual(['device-lost']);
  });

  it('tells once that the take is full', async () => {
    const microphone = await opened();
    hear(MAXIMUM_TAKE_SECONDS * 16_000 - 1);
    expect(told()).toEqual([]);
    hear(1);
    hear(1);
    expect(told()).toEqual(['full']);
    await stopped(microphone);
  });

  it('tells who comes back that it has listened, and goes on by itself when it was held back', async () => {
    const microphone = await opened();
    page.hidden = true;
    page.dispatchEvent(new Event('visibilitychange'));
    expect(told()).toEqual([]);
    page.hidden = false;
    page.dispatchEvent(new Event('visibilitychange'));
    expect(told()).toEqual(['returned']);
    setState('suspended');
    page.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(0);
    expect(told()).toEqual(['returned', 'interrupted', 'continued']);
    track.dispatchEvent(new Event('mute'));
    page.dispatchEvent(new Event('visibilitychange'));
    expect(told().slice(3)).toEqual(['muted']);
    await stopped(microphone);
  });
});
