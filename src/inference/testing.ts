/** A model of the real one's structure, small and untrained, for tests that need a network and not its knowledge. */
import { createHash } from 'node:crypto';

import { io } from '@tensorflow/tfjs-core';
import { initializers, input, layers, model as layersModel, type LayersModel } from '@tensorflow/tfjs-layers';

import { EMOTIONS } from '../emotions';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { TEXT_SPEC } from '../text/textSpec';
import { FORMAT_VERSION } from './manifest';

const VOCABULARY = ['leave', 'me', 'alone', 'love', "don't", '!'];
const { windowFrames, coefficients } = FEATURE_SPEC;

/** The manifest of {@link tinyModelFiles}, for tests to spoil. */
export function tinyManifest(): Record<string, unknown> {
  return {
    formatVersion: FORMAT_VERSION,
    name: 'tiny',
    version: '0.0.1',
    labels: EMOTIONS,
    featureSpec: FEATURE_SPEC,
    textSpec: {
      ...TEXT_SPEC,
      vocabularyFile: 'vocabulary.txt',
      vocabularySize: VOCABULARY.length + TEXT_SPEC.firstWordId,
    },
    temperature: { voice: 1.5, words: 2, both: 1 },
    sureFrom: { voice: 0.4, words: 0.5, both: 0.6 },
    wordsWeight: { exponent: 2, fusedPart: 0.5, prior: EMOTIONS.map(() => 1 / EMOTIONS.length) },
    inputs: [
      { name: 'mfcc', shape: [null, windowFrames, coefficients], dtype: 'float32' },
      { name: 'tokens', shape: [null, TEXT_SPEC.maxTokens], dtype: 'int32' },
    ],
    outputs: [{ name: 'logits', shape: [null, EMOTIONS.length] }],
    parts: { voice: 'voice', words: 'words', fusion: 'fusion' },
    files: [],
  };
}

/** The files of a model folder, by name. A tfjs backend must be running. */
export async function tinyModelFiles(): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const model = tinyModel();
  const { modelTopology, weightSpecs, weightData } = await artifactsOf(model);
  model.dispose();
  const weights = new Uint8Array(io.CompositeArrayBuffer.join(weightData));
  const files = new Map([
    ['weights.bin', weights],
    ['vocabulary.txt', encoded(`${VOCABULARY.join('\n')}\n`)],
    [
      'model.json',
      encoded(JSON.stringify({ modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] })),
    ],
  ]);
  const listed = [...files].map(([name, bytes]) => ({
    name,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }));
  return files.set('manifest.json', encoded(JSON.stringify({ ...tinyManifest(), files: listed })));
}

function tinyModel(): LayersModel {
  const seeded = (units: number, name: string) =>
    layers.dense({ units, name, kernelInitializer: initializers.glorotUniform({ seed: units }) });

  const window = input({ shape: [windowFrames, coefficients], name: 'mfcc' });
  const pooled = layers.globalMaxPooling1d({ name: 'loudest' }).apply(window);
  const voice = layersModel({
    inputs: window,
    outputs: symbolic(seeded(6, 'voice_vector').apply(pooled)),
    name: 'voice',
  });

  const ids = input({ shape: [TEXT_SPEC.maxTokens], dtype: 'int32', name: 'tokens' });
  const embedding = layers.embedding({
    inputDim: VOCABULARY.length + TEXT_SPEC.firstWordId,
    outputDim: 4,
    embeddingsInitializer: initializers.randomUniform({ minval: -1, maxval: 1, seed: 3 }),
  });
  const strongest = layers.globalMaxPooling1d({ name: 'strongest' }).apply(embedding.apply(ids));
  const words = layersModel({
    inputs: ids,
    outputs: symbolic(seeded(5, 'words_vector').apply(strongest)),
    name: 'words',
  });

  const voiceVector = input({ shape: [6], name: 'voice_input' });
  const wordsVector = input({ shape: [5], name: 'words_input' });
  const both = layers.concatenate({ name: 'both' }).apply([voiceVector, wordsVector]);
  const logits = symbolic(seeded(EMOTIONS.length, 'logits').apply(both));
  const fusion = layersModel({ inputs: [voiceVector, wordsVector], outputs: logits, name: 'fusion' });

  const outputs = symbolic(fusion.apply([symbolic(voice.apply(window)), symbolic(words.apply(ids))]));
  return layersModel({ inputs: [window, ids], outputs, name: 'stsam' });
}

type Symbolic = ReturnType<typeof input>;

/** `apply` gives a symbolic tensor for a symbolic one; its type cannot say so. */
function symbolic(output: unknown): Symbolic {
  return output as Symbolic;
}

async function artifactsOf(model: LayersModel): Promise<io.ModelArtifacts> {
  return new Promise((resolve, reject) => {
    const handler = io.withSaveHandler((artifacts) => {
      resolve(artifacts);
      return Promise.resolve({ modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) });
    });
    model.save(handler).catch(reject);
  });
}

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
