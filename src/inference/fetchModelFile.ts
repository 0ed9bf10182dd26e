/** The model's files over the network, with every way that can fail told apart. */
import { watchForLife } from '../scheduling/patience';
import { InferenceError } from './inferenceError';
import type { ModelFileReader } from './modelFiles';

/**
 * How often it is looked in vain for more of the model before the connection is given up as broken: a phone that changes
 * networks may never tell.
 */
const LOOKS_IN_VAIN = 60;

/** @param modelUrl absolute address of the folder that holds manifest.json. */
export function modelFetcher(modelUrl: string): ModelFileReader {
  const base = modelUrl.endsWith('/') ? modelUrl : `${modelUrl}/`;
  // Of all files together: a server may send them one after the other.
  let received = 0;
  return async (name, onBytes) => {
    const stall = watchForStall(() => received);
    try {
      // Asks the server whether a cached copy is still good, or a new manifest could meet old weights.
      const response = await fetch(new URL(name, base).href, { cache: 'no-cache', signal: stall.signal });
      if (!response.ok) throw missing(name, response.status);
      return await readBody(response, (bytes) => {
        received += bytes;
        onBytes?.(bytes);
      });
    } catch (error) {
      throw error instanceof InferenceError ? error : unreachable(name, error);
    } finally {
      stall.end();
    }
  };
}

/** @returns a signal that is aborted when `received` has not grown for a minute, and a function that ends the watch. */
function watchForStall(received: () => number): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  let seen = received();
  const hasGrown = (): boolean => {
    const before = seen;
    seen = received();
    return seen !== before;
  };
  return { signal: controller.signal, end: watchForLife(LOOKS_IN_VAIN, hasGrown, () => controller.abort()) };
}

async function readBody(response: Response, onBytes: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(await response.arrayBuffer());
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (!value) continue;
    chunks.push(value);
    onBytes(value.length);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function missing(name: string, status: number): InferenceError {
  return new InferenceError(
    'model-missing',
    `The model's file ${name} could not be loaded: the server answered ${status}. ` +
      'Try again; if that does not help, the server lacks the model files or is out of order.',
  );
}

function unreachable(name: string, cause: unknown): InferenceError {
  return new InferenceError(
    'model-unreachable',
    `The model's file ${name} could not be downloaded: there is no connection to the server, or it broke off. Check the connection and try again.`,
    { cause },
  );
}
