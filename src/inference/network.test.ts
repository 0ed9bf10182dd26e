/** In plain JavaScript a window can take seconds: the Worker must be able to hear of an abort between any two. */
import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, expect, it, vi } from 'vitest';

import { FEATURE_SPEC } from '../signal/featureSpec';
import { readModelBundle } from './modelFiles';
import { loadNetwork } from './network';
import { tinyModelFiles } from './testing';

afterEach(() => void vi.restoreAllMocks());

it('takes one window after the other without a graphics card and without WebAssembly', async () => {
  await setBackend('cpu');
  const files = await tinyModelFiles();
  const bundle = await readModelBundle(
    (name) => Promise.resolve(files.get(name) ?? new Uint8Array()),
    () => undefined,
  );
  const network = await loadNetwork(bundle);
  const predict = vi.spyOn(LayersModel.prototype, 'predictOnBatch');
  const window = new Float32Array(FEATURE_SPEC.windowFrames * FEATURE_SPEC.coefficients).fill(0.1);
  expect(await network.embedVoice([window, window, window])).toHaveLength(3);
  expect(predict).toHaveBeenCalledTimes(3);
});
