/** A browser's decoder may take a file's bytes and never say a word: the recording must be read all the same. */
import { CustomAudioDecoder, registerDecoder } from 'mediabunny';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { bytesOfBlob } from './byteSource';
import { decodeRecording } from './decodeRecording';
import { hum } from './testing';
import { aacFile } from './testingMuxed';

const decode = vi.fn();

/** As WebKitGTK's: it gives sound only in answer to a flush, or never. */
class SilentDecoder extends CustomAudioDecoder {
  static override supports(): boolean {
    return true;
  }
  override init(): void {
    // Nothing to make ready.
  }
  override decode(): Promise<void> {
    decode();
    return new Promise(() => undefined);
  }
  override flush(): Promise<void> {
    return new Promise(() => undefined);
  }
  override close(): void {
    // Nothing to let go of.
  }
}
registerDecoder(SilentDecoder);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});

afterEach(() => {
  vi.useRealTimers();
});

it('asks the page when the decoder gives no sound', async () => {
  const samples = hum(2, 44_100);
  const onBlock = vi.fn();
  const decoding = decodeRecording(bytesOfBlob(new Blob([await aacFile()])), {
    onBlock,
    decodeOtherwise: () => Promise.resolve({ samples, sampleRate: 44_100, channels: 1 }),
  });
  await vi.waitFor(() => expect(decode).toHaveBeenCalled());
  vi.advanceTimersByTime(10_000);
  const summary = await decoding;
  expect(summary).toMatchObject({ sampleRate: 44_100, channels: 1, notice: null });
  expect(summary.durationSeconds).toBeCloseTo(2, 2);
  expect(onBlock).toHaveBeenCalled();
});
