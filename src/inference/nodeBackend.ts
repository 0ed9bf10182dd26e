/** tfjs in Node, for the command line and the training tools: the WASM backend the page has, without a native build. */
import '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend } from '@tensorflow/tfjs-core';

/** @throws Error when the backend does not start. */
export async function startNodeBackend(): Promise<void> {
  if (!(await setBackend('wasm'))) throw new Error('tfjs could not start its WASM backend');
  await ready();
}
