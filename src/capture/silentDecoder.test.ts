/** A browser's decoder may take a file's bytes and never say a word: the recording must be read all the same. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { bytesOf, type ByteSource } from './byteSource';
import { decodeRecording } from './decodeRecording';
import { hum } from './testing';
import { aacFile } from './testingMuxed';

const decode = vi.fn();
const close = vi.fn();
/** Packets whose sound it gives before it falls silent. */
let packetsHeard = 0;

/** As WebKitGTK's: it gives sound only in answer to a flush, or never. */
class SilentDecoder {
  static isConfigSupported() {
    return Promise.resolve({ supported: true });
  }
  constructor(private readonly given: { readonly output: (sound: unknown) => void }) {}
  readonly state = 'configured';
  readonly configure = vi.fn();
  readonly flush = () => new Promise(() => undefined);
  readonly close = close;
  decodeQueueSize = 0;
  decode(): void {
    decode();
    const packet = decode.mock.calls.length - 1;
    if (packet >= packetsHeard) this.decodeQueueSize += 1;
    else {
      const shape = { format: 'f32-planar', numberOfChannels: 1, sampleRate: 44_100 };
      this.given.output({ ...shape, timestamp: (packet * 1024) / 44_100, data: new Float32Array(1024).fill(0.1) });
    }
  }
}

beforeEach(() => {
  vi.clearAllMocks();
  packetsHeard = 0;
  vi.stubGlobal('AudioDecoder', SilentDecoder);
  vi.stubGlobal('EncodedAudioChunk', vi.fn());
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Begins to decode a file from which the decoder gives no sound, up to where it is waited for. */
async function waitingFor(file: ByteSource) {
  const onBlock = vi.fn();
  const decodeOtherwise = vi.fn(() => Promise.resolve({ samples: hum(2, 44_100), sampleRate: 44_100, channels: 1 }));
  const decoding = decodeRecording(file, { onBlock, decodeOtherwise });
  await vi.waitFor(() => expect(decode).toHaveBeenCalled());
  return { onBlock, decodeOtherwise, decoding };
}

it('asks the page when the decoder gives no sound, and lets go of the decoder', async () => {
  const { onBlock, decoding } = await waitingFor(bytesOf(await aacFile()));
  vi.advanceTimersByTime(10_000);
  const summary = await decoding;
  expect(summary).toMatchObject({ sampleRate: 44_100, channels: 1, notice: null });
  expect(summary.durationSeconds).toBeCloseTo(2, 2);
  expect(onBlock).toHaveBeenCalled();
  expect(close).toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

it('reads what came before the decoder fell silent', async () => {
  packetsHeard = 80;
  const { onBlock, decodeOtherwise, decoding } = await waitingFor(bytesOf(await aacFile()));
  await vi.waitFor(() => expect(onBlock).toHaveBeenCalledTimes(packetsHeard));
  vi.advanceTimersByTime(10_000);
  const { durationSeconds, notice } = await decoding;
  expect(durationSeconds).toBeCloseTo((packetsHeard * 1024) / 44_100, 2);
  expect(notice).toBe('This recording is damaged: only 1.9 seconds could be read, and the emotion is told by those.');
  expect(decodeOtherwise).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

it('does not give a decoder up to which a slow drive has sent too little', async () => {
  // Too large for what is read ahead at once.
  const bytes = bytesOf(await aacFile({ packetBytes: 8_000 }));
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const { decodeOtherwise, decoding } = await waitingFor({
    size: bytes.size,
    read: async (start, end) => {
      if (decode.mock.calls.length > 0) await arrived;
      return bytes.read(start, end);
    },
  });
  vi.advanceTimersByTime(60_000);
  await new Promise((resolve) => setTimeout(resolve));
  expect(decodeOtherwise).not.toHaveBeenCalled();

  arrive();
  await vi.waitFor(() => {
    vi.advanceTimersByTime(1_000);
    expect(decodeOtherwise).toHaveBeenCalled();
  });
  await decoding;
});
