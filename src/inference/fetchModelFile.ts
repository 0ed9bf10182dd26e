/** The model's files over the network, with every way that can fail told apart. */
import { InferenceError } from './inferenceError';
import type { ModelFileReader } from './modelFiles';

/** @param modelUrl absolute address of the folder that holds manifest.json. */
export function modelFetcher(modelUrl: string): ModelFileReader {
  const base = modelUrl.endsWith('/') ? modelUrl : `${modelUrl}/`;
  return async (name, onBytes) => {
    const response = await fetchRevalidated(new URL(name, base).href, name);
    if (!response.ok) {
      throw new InferenceError(
        'model-missing',
        `The model's file ${name} could not be loaded: the server answered ${response.status}. ` +
          'Try again; if that does not help, the model files are missing on the server.',
      );
    }
    try {
      return await readBody(response, onBytes);
    } catch (cause) {
      throw unreachable(name, cause);
    }
  };
}

/** Asks the server whether a cached copy is still good, or a new manifest could meet old weights. */
async function fetchRevalidated(url: string, name: string): Promise<Response> {
  try {
    return await fetch(url, { cache: 'no-cache' });
  } catch (cause) {
    throw unreachable(name, cause);
  }
}

async function readBody(response: Response, onBytes?: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(await response.arrayBuffer());
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    if (!value) continue;
    chunks.push(value);
    onBytes?.(value.length);
  }
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

function unreachable(name: string, cause: unknown): InferenceError {
  return new InferenceError(
    'model-unreachable',
    `The model's file ${name} could not be downloaded: there is no connection to the server. Check the connection and try again.`,
    { cause },
  );
}
