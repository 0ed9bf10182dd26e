/** Says in a sentence what the neural network runs on here, and why. */
import type { ModelState } from '../../session/state';

const BACKEND_NAMES = { webgl: 'WebGL', wasm: 'WebAssembly', cpu: 'plain JavaScript' } as const;

/** For example 'Running on WebGL (ANGLE (NVIDIA, …)).', or why there is no WebGL. */
export function describeEngine(model: ModelState): string {
  switch (model.status) {
    case 'unloaded':
    case 'loading':
      return 'The neural network is on its way.';
    case 'failed':
      return 'The neural network is not running.';
    case 'ready': {
      const { backend, renderer, fallbackReason } = model.loaded.engine;
      const place = `Running on ${BACKEND_NAMES[backend]}`;
      if (fallbackReason !== null) return `${place}. ${fallbackReason}`;
      return renderer === null ? `${place}.` : `${place} (${renderer}).`;
    }
  }
}
