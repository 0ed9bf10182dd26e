/** The published model is plain: whoever has `@tensorflow/tfjs` can load it whole, and gets what our parts of it give. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';

import { EMOTIONS } from '../emotions';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { TEXT_SPEC } from '../text/textSpec';
import { readModelBundle } from './modelFiles';
import { loadNetwork } from './network';
import { startNodeBackend } from './nodeBackend';

const { windowFrames, coefficients } = FEATURE_SPEC;
const { maxTokens, firstWordId } = TEXT_SPEC;

const folder = new URL('../../public/model/', import.meta.url);

it('gives the same logits whole as in parts', async () => {
  await startNodeBackend();
  const bundle = await readModelBundle(
    async (name) => new Uint8Array(await readFile(fileURLToPath(new URL(name, folder)))),
    () => undefined,
  );
  const mfcc = Float32Array.from({ length: windowFrames * coefficients }, (_, index) => Math.sin(index));
  const tokens = Int32Array.from({ length: maxTokens }, (_, index) => (index < 5 ? firstWordId + index : 0));

  const network = await loadNetwork(bundle);
  const [inParts] = await network.fuse(await network.embedVoice([mfcc]), await network.embedWords([tokens]));

  const whole = await tf.loadLayersModel(tf.io.fromMemory(bundle.artifacts));
  const inputs = [tf.tensor3d(mfcc, [1, windowFrames, coefficients]), tf.tensor2d(tokens, [1, maxTokens], 'int32')];
  const logits = await (whole.predict(inputs) as tf.Tensor).data();

  expect(logits).toHaveLength(EMOTIONS.length);
  logits.forEach((logit, index) => expect(logit).toBeCloseTo(inParts?.[index] ?? NaN, 4));
});
