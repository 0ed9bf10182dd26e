/** The page's own engine without a browser: model files from disk, sound from files, tfjs on WebAssembly. */
import { open, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { ByteSource } from '../../src/capture/byteSource';
import { InferenceError } from '../../src/inference/inferenceError';
import { readModelBundle, type ModelFileReader, type ModelBundle } from '../../src/inference/modelFiles';
import { loadNetwork, type Network } from '../../src/inference/network';
import { startNodeBackend } from '../../src/inference/nodeBackend';
import { MoodReader } from '../../src/inference/reader';

export interface NodeEngine {
  /** Recordings and transcripts to probabilities, as the page does it. */
  readonly reader: MoodReader;
  /** The model's parts, for whoever has windows and tokens already: batches of any size. */
  readonly network: Network;
  readonly bundle: ModelBundle;
}

/**
 * Loads the model that lies in a folder.
 *
 * @throws InferenceError 'model-missing' or 'model-mismatch', which names the folder and advises who is at a command line.
 */
export async function loadEngineInNode(modelDirectory: string): Promise<NodeEngine> {
  const bundle = await readModelBundle(fileReader(modelDirectory), () => undefined).catch((error: unknown) => {
    if (!(error instanceof InferenceError) || error instanceof UnreadableFile) throw error;
    // What the page says ends with what helps there, such as to reload it.
    throw new InferenceError(
      error.code,
      `The model in ${modelDirectory} cannot be used. Name the folder of another with --model, or restore its files. ` +
        `In the page's words: ${error.message}`,
      { cause: error },
    );
  });
  await startNodeBackend();
  const network = await loadNetwork(bundle);
  return { reader: new MoodReader(network, bundle.vocabulary, bundle.manifest), network, bundle };
}

/** Says what to do by itself. */
class UnreadableFile extends InferenceError {}

function fileReader(directory: string): ModelFileReader {
  return async (name) => {
    try {
      // Copied, because small files share a buffer with others.
      return new Uint8Array(await readFile(join(directory, name)));
    } catch (cause) {
      const file = join(directory, name);
      throw new UnreadableFile(
        'model-missing',
        `The model's file ${file} could not be read. Name the folder of a model with --model, or restore the file.`,
        { cause },
      );
    }
  };
}

/**
 * Opens a file for `use` to read piece by piece, and closes it.
 *
 * @throws Error that names the file when it cannot be opened.
 */
export async function withFileBytes<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = await open(path).catch((cause: unknown) => {
    throw new Error(`The file ${basename(path)} could not be opened: is the path right?`, { cause });
  });
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new Error(`${basename(path)} is not a file. Name a WAV or FLAC file.`);
    return await use({
      size: status.size,
      read: async (start, end) => {
        const bytes = new Uint8Array(end - start);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
        return bytes.subarray(0, bytesRead);
      },
    });
  } finally {
    await file.close();
  }
}
