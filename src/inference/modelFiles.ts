/** From the model's files, wherever they lie, to one checked bundle that any backend can be loaded from. */
import type { io } from '@tensorflow/tfjs-core';

import { Vocabulary } from '../text/vocabulary';
import { InferenceError } from './inferenceError';
import { modelMismatch, parseManifest, type ListedFile, type Manifest } from './manifest';

/**
 * Reads one of the model's files by its name; the bytes fill their buffer. Tells `onBytes` how many came, as they come.
 *
 * @throws InferenceError 'model-missing' or 'model-unreachable'.
 */
export type ModelFileReader = (name: string, onBytes?: (bytes: number) => void) => Promise<Uint8Array<ArrayBuffer>>;

export interface ModelBundle {
  readonly manifest: Manifest;
  readonly vocabulary: Vocabulary;
  /** Topology and weights as tfjs loads them; kept, so that another backend can take over. */
  readonly artifacts: io.ModelArtifacts;
}

/**
 * Reads manifest, topology, weights and vocabulary: the manifest first, then all that it lists at once.
 *
 * @throws InferenceError 'model-missing', 'model-unreachable' or 'model-mismatch'.
 */
export async function readModelBundle(
  readFile: ModelFileReader,
  onProgress: (fraction: number) => void,
): Promise<ModelBundle> {
  const manifest = parseManifest(parseJson('manifest.json', await readFile('manifest.json')));
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let received = 0;
  const onBytes = (bytes: number): void => {
    received += bytes;
    onProgress(Math.min(1, received / total));
  };
  const readListed = async (file: ListedFile) => {
    const bytes = await readFile(file.name, onBytes);
    if (!(await isAsListed(bytes, file))) throw otherFile(file.name);
    return [file.name, bytes] as const;
  };
  const contents = new Map(await Promise.all(manifest.files.map(readListed)));
  const contentOf = (name: string): Uint8Array<ArrayBuffer> => {
    const bytes = contents.get(name);
    if (bytes === undefined) throw modelMismatch('list of files', [...contents.keys()], `${name} among them`);
    return bytes;
  };
  onProgress(1);
  return {
    manifest,
    vocabulary: parseVocabulary(contentOf(manifest.vocabularyFile), manifest),
    artifacts: parseArtifacts(contentOf),
  };
}

/** Files of two versions may be of one size, as weights are. */
async function isAsListed(bytes: Uint8Array<ArrayBuffer>, listed: ListedFile): Promise<boolean> {
  if (bytes.length !== listed.bytes) return false;
  // Absent on pages without a secure connection, whatever the type says.
  const { subtle } = crypto as Partial<Crypto>;
  if (!subtle) return true;
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === listed.sha256;
}

function otherFile(name: string): InferenceError {
  return new InferenceError(
    'model-mismatch',
    `The model files are of different versions, or damaged: ${name} is not the file that manifest.json describes. ` +
      'They may be about to be replaced: try again in a minute. If that does not help, the files of one version have to be put in their place together.',
  );
}

function parseVocabulary(bytes: Uint8Array, manifest: Manifest): Vocabulary {
  const vocabulary = Vocabulary.parse(new TextDecoder().decode(bytes));
  if (vocabulary.size !== manifest.vocabularySize) {
    throw modelMismatch('vocabulary', vocabulary.size, `${manifest.vocabularySize} entries`);
  }
  return vocabulary;
}

function parseArtifacts(contentOf: (name: string) => Uint8Array<ArrayBuffer>): io.ModelArtifacts {
  // Written by tensorflowjs's converter next to its weights; of another shape only when not a model at all.
  const model = parseJson('model.json', contentOf('model.json')) as Partial<io.ModelJSON>;
  if (!model.modelTopology || !model.weightsManifest) {
    throw modelMismatch('model.json', Object.keys(model), 'modelTopology and weightsManifest');
  }
  const groups = model.weightsManifest;
  return {
    modelTopology: model.modelTopology,
    weightSpecs: groups.flatMap(({ weights }) => weights),
    weightData: groups.flatMap(({ paths }) => paths.map((path) => contentOf(path).buffer)),
  };
}

/** A host that answers every address with its start page gives HTML where JSON should be. */
function parseJson(name: string, bytes: Uint8Array): object {
  const text = new TextDecoder().decode(bytes);
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
