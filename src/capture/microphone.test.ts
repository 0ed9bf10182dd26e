/** A microphone that cannot be opened says why by its type, and leaves nothing open. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';

import { Microphone } from './microphone';
import { MicrophoneError } from './microphoneError';

vi.mock('./listeningWorklet', () => ({ addListeningWorklet: () => Promise.resolve() }));

class FakeTrack extends EventTarget {
  stopped = false;
  readonly muted = false;
  readonly readyState = 'live';
  stop(): void {
    this.stopped = true;
  }
  getSettings(): MediaTrackSettings {
    return { sampleRate: 48_000 };
  }
}

let track: FakeTrack;
let contexts: FakeContext[];
/** What the browser does with the context number so and so, counted from one. */
let refuse: (context: number) => void;
let getUserMedia: Mock<(constraints?: MediaStreamConstraints) => Promise<unknown>>;
let stream: object;

class FakeContext extends EventTarget {
  state = 'suspended';
  readonly sampleRate = 16_000;
  constructor() {
    super();
    refuse(contexts.length + 1);
    contexts.push(this);
  }
  resume(): Promise<void> {
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
  readonly port = { onmessage: null as (() => void) | null, postMessage: () => undefined, close: () => undefined };
  constructor() {
    super();
    setTimeout(() => this.port.onmessage?.());
  }
  connect(): void {
    // Nothing flows here.
  }
}

/** A browser that connects everything to everything. */
function acceptAll(): void {
  vi.stubGlobal('AudioWorkletNode', FakeNode);
  vi.stubGlobal('AnalyserNode', FakeNode);
  vi.stubGlobal('MediaStreamAudioSourceNode', FakeNode);
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal('addEventListener', () => undefined);
}

async function openingError(): Promise<unknown> {
  return Microphone.open({ deviceId: null, onEvent: () => undefined }).catch((error: unknown) => error);
}

beforeEach(() => {
  track = new FakeTrack();
  contexts = [];
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
