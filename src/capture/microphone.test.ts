/** A microphone that cannot be opened says why by its type, and leaves nothing open. */
import { afterEach, beforeEach, describe, expect, it, vi, type Mock } from 'vitest';

import { Microphone } from './microphone';
import { MicrophoneError } from './microphoneError';

vi.mock('./listeningWorklet', () => ({ addListeningWorklet: () => Promise.resolve() }));

class FakeTrack {
  stopped = false;
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
let getUserMedia: Mock<() => Promise<unknown>>;

class FakeContext {
  state = 'suspended';
  constructor() {
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

async function openingError(): Promise<unknown> {
  return Microphone.open({ deviceId: null, onEvent: () => undefined }).catch((error: unknown) => error);
}

beforeEach(() => {
  track = new FakeTrack();
  contexts = [];
  refuse = () => undefined;
  const stream = { getTracks: () => [track], getAudioTracks: () => [track] };
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
});
