/** From the model's files, wherever they lie, to one checked bundle that any backend can be loaded from. */
import type { io } from '@tensorflow/tfjs-core';

import { Vocabulary } from '../text/vocabulary';
import { InferenceError } from './inferenceError';
import { modelMismatch, parseManifest, type Manifest } from './manifest';

/**
 * Reads one of the model's files by its name; the bytes fill their buffer. Tells `onBytes` how many came, as they come.
 *
 * @throws InferenceError 'model-missing' or 'model-unreachable'.
 */
export type FileReader = (name: string, onBytes?: (bytes: number) => void) => Promise<Uint8Array<ArrayBuffer>>;

export interface ModelBundle {
  readonly manifest: Manifest;
  readonly vocabulary: Vocabulary;
  /** Topology and weights as tfjs loads them; kept, so that another backend can take over. */
  readonly artifacts: io.ModelArtifacts;
}

/**
 * Reads manifest, topology, weights and vocabulary.
 *
 * @throws InferenceError 'model-missing', 'model-unreachable' or 'model-mismatch'.
 */
export async function readModelBundle(
  readFile: FileReader,
  onProgress: (fraction: number) => void,
): Promise<ModelBundle> {
  const manifest = parseManifest(await readJson(readFile, 'manifest.json'));
  const sizes = new Map(manifest.files.map(({ name, bytes }) => [name, bytes]));
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let received = 0;
  const onBytes = (bytes: number): void => {
    received += bytes;
    onProgress(Math.min(1, received / total));
  };
  const readChecked: FileReader = async (name) => {
    const bytes = await readFile(name, onBytes);
    const expected = sizes.get(name);
    if (expected !== undefined && bytes.length !== expected) {
      throw modelMismatch(`file ${name}, in bytes,`, bytes.length, `${expected}`);
    }
    return bytes;
  };

  const [vocabulary, artifacts] = await Promise.all([
    readVocabulary(readChecked, manifest),
    readArtifacts(readChecked),
  ]);
  onProgress(1);
  return { manifest, vocabulary, artifacts };
}

async function readVocabulary(readFile: FileReader, manifest: Manifest): Promise<Vocabulary> {
  const bytes = await readFile(manifest.vocabularyFile);
  const vocabulary = Vocabulary.parse(new TextDecoder().decode(bytes));
  if (vocabulary.size !== manifest.vocabularySize) {
    throw modelMismatch('vocabulary', vocabulary.size, `${manifest.vocabularySize} entries`);
  }
  return vocabulary;
}

async function readArtifacts(readFile: FileReader): Promise<io.ModelArtifacts> {
  // Written by tensorflowjs's converter next to its weights; of another shape only when not a model at all.
  const model = (await readJson(readFile, 'model.json')) as Partial<io.ModelJSON>;
  if (!model.modelTopology || !model.weightsManifest) {
    throw modelMismatch('model.json', Object.keys(model), 'modelTopology and weightsManifest');
  }
  const groups = model.weightsManifest;
  const shards = await Promise.all(groups.flatMap(({ paths }) => paths.map((path) => readFile(path))));
  return {
    modelTopology: model.modelTopology,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: shards.map((shard) => shard.buffer),
  };
}

/** A host that answers every address with its start page gives HTML where JSON should be. */
async function readJson(readFile: FileReader, name: string): Promise<object> {
  const text = new TextDecoder().decode(await readFile(name));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InferenceError(
      'model-missing',
      `The model's file ${name} is not what it should be: ${text.trimStart().startsWith('<') ? 'the server sent a web page in its place' : 'it is damaged'}. ` +
        'Try again; if that does not help, the model files are not where this page looks for them.',
      { cause },
    );
  }
  if (typeof value !== 'object' || value === null) throw modelMismatch(name, value, 'an object');
  return value;
}
