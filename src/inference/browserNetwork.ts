/** Brings the network up in a browser's Worker: backend, weights, warm-up; and up again when the GPU goes away. */
import { backend as currentBackend, getBackend } from '@tensorflow/tfjs-core';

import { FEATURE_SPEC } from '../signal/featureSpec';
import { TEXT_SPEC } from '../text/textSpec';
import { startBackend } from './backends';
import { InferenceError } from './inferenceError';
import type { ModelBundle } from './modelFiles';
import { loadNetwork, type Network } from './network';
import type { BackendName, Engine } from './protocol';
import { DRIVER_STOPPED, ResilientNetwork, unlessLost, type RunningNetwork } from './resilientNetwork';

export interface BrowserNetworkOptions {
  readonly forced: BackendName | null;
  readonly onWarmUp: (fraction: number) => void;
  /** The network had to move to another backend. */
  readonly onEngineChange: (engine: Engine) => void;
}

/**
 * @param arriving The model; the backend is fetched and started meanwhile.
 * @throws InferenceError 'engine-failed' when no backend runs the model, 'model-unreachable' when none does because their
 *   parts of the page could not be fetched, 'model-mismatch' when it is no such model; and what `arriving` rejects with.
 */
export async function startBrowserNetwork(
  arriving: Promise<ModelBundle>,
  { forced, onWarmUp, onEngineChange }: BrowserNetworkOptions,
): Promise<{ network: Network; engine: Engine }> {
  const failed = new Map<BackendName, string>();

  const start = async (): Promise<RunningNetwork & { engine: Engine }> => {
    for (;;) {
      const [engine, bundle] = await Promise.all([
        startBackend({ forced: failed.size === 0 ? forced : null, failed }),
        arriving,
      ]);
      const isLost = watchBackend();
      try {
        const network = await loadNetwork(bundle);
        await unlessLost(warmUp(network, onWarmUp), isLost);
        if (!isLost()) return { network, engine, isLost };
        failed.set(engine.backend, DRIVER_STOPPED);
      } catch (error) {
        // A driver that cannot compile the shaders shows here. Another backend helps neither a model of another
        // version nor the plainest backend.
        if (error instanceof InferenceError || engine.backend === 'cpu') throw error;
        const reason = error instanceof Error ? error.message : String(error);
        failed.set(engine.backend, `it failed while starting (${reason})`);
      }
    }
  };

  const first = await start();
  let backend = first.engine.backend;
  const network = new ResilientNetwork(first, async () => {
    failed.set(backend, DRIVER_STOPPED);
    const next = await start();
    backend = next.engine.backend;
    onEngineChange(next.engine);
    return next;
  });
  return { network, engine: first.engine };
}

/** Watches the backend that has just been started. */
function watchBackend(): () => boolean {
  if (getBackend() !== 'webgl') return () => false;
  // The WebGL backend's own type is not imported, or WebGL would be bundled for those who never use it.
  const { gpgpu } = currentBackend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } };
  return () => gpgpu.gl.isContextLost();
}

/**
 * Runs every part in each batch size that will come, so that WebGL compiles its shaders before somebody waits for an answer.
 * Of words there is one text at a time.
 */
async function warmUp(network: Network, onProgress: (fraction: number) => void): Promise<void> {
  const window = new Float32Array(FEATURE_SPEC.windowFrames * FEATURE_SPEC.coefficients);
  const tokens = new Int32Array(TEXT_SPEC.maxTokens);
  onProgress(0);
  const [voice] = await network.embedVoice([window]);
  onProgress(0.3);
  await network.embedVoice([window, window]);
  onProgress(0.6);
  const [words] = await network.embedWords([tokens]);
  onProgress(0.9);
  if (!voice || !words) throw new Error('the neural network gave no output');
  const [logits] = await network.fuse([voice], [words]);
  // Some graphics drivers compute nonsense and report no error.
  if (!logits?.every(Number.isFinite)) throw new Error('the neural network gave no numbers');
  await network.fuse([voice, voice], [words, words]);
  onProgress(1);
}
