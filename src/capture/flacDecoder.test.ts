/** In a file of its own: a decoder, once registered with mediabunny, would stay there for all tests that follow. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { bytesOfBlob } from './byteSource';
import { flacFile, hum } from './testing';

beforeEach(() => void vi.resetModules());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.doUnmock('./flacDecoder');
});

/** Decodes a FLAC that the page reads otherwise than it is. @returns false when that takes for ever. */
async function isLeftToPage(): Promise<boolean> {
  const { decodeRecording } = await import('./decodeRecording');
  const page = vi.fn(() => Promise.resolve({ samples: hum(2, 16_000), sampleRate: 16_000, channels: 2 }));
  const source = bytesOfBlob(new Blob([flacFile(hum(1.2, 16_000))]));
  const decoded = decodeRecording(source, { onBlock: () => undefined, decodeOtherwise: page });
  const late = new Promise<null>((resolve) => setTimeout(resolve, 5_000, null));
  const summary = await Promise.race([decoded, late]);
  if (summary === null) return false;
  expect(page).toHaveBeenCalledWith({ sampleRate: 16_000, channels: 1, seconds: 1.2 });
  expect(summary).toMatchObject({ durationSeconds: 2, channels: 2, notice: null });
  return true;
}

it('leaves a FLAC to the page where WebAssembly is there and may not be compiled', async () => {
  const forbid = (): never => {
    throw new Error('Refused to compile or instantiate WebAssembly module because of the Content Security Policy');
  };
  vi.stubGlobal('WebAssembly', {
    // No arrow function: with `new` that would be refused for another reason.
    Module: function () {
      forbid();
    },
    compile: () => Promise.resolve().then(forbid),
    instantiate: () => Promise.resolve().then(forbid),
  });
  expect(await isLeftToPage()).toBe(true);
});

it('leaves a FLAC to the page when the decoder of our own cannot be fetched', async () => {
  vi.doMock('./flacDecoder', () => {
    throw new TypeError('Failed to fetch dynamically imported module');
  });
  expect(await isLeftToPage()).toBe(true);
});
