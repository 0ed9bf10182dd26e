/** Chooses what the network runs on in this browser: a real GPU by WebGL, else WebAssembly, else plain JavaScript. */
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

import { InferenceError } from './inferenceError';
import type { BackendName, Engine } from './protocol';
import { describeRenderer, type Renderer } from './renderer';

/** Best first. */
const PREFERENCE: readonly BackendName[] = ['webgl', 'wasm', 'cpu'];

const STARTERS: Readonly<Record<BackendName, () => Promise<void>>> = {
  webgl: startWebgl,
  wasm: startWasm,
  cpu: startCpu,
};

/** Thrown by a backend that cannot run here; `message` is the reason in half a sentence. */
class BackendUnavailable extends Error {}

/** What to try, and what is known before trying. */
export interface BackendChoice {
  /** Use this one and no other, whatever its speed: for tests and for the curious. */
  readonly forced: BackendName | null;
  /** Backends that have failed already, with the reason in half a sentence. */
  readonly failed: ReadonlyMap<BackendName, string>;
}

/**
 * Starts the best backend that runs here and makes it tfjs's current one.
 *
 * @throws InferenceError 'engine-failed' when none does.
 */
export async function startBackend({ forced, failed }: BackendChoice): Promise<Engine> {
  const renderer = findRenderer();
  const reasons = new Map(failed);
  if (forced === null && !reasons.has('webgl')) {
    const objection = objectionTo(renderer);
    if (objection !== null) reasons.set('webgl', objection);
  }
  for (const backend of forced === null ? PREFERENCE : [forced]) {
    if (reasons.has(backend)) continue;
    try {
      await STARTERS[backend]();
      return {
        backend,
        renderer: renderer?.name ?? null,
        fallbackReason: backend === 'webgl' ? null : fallbackReason(forced, reasons),
      };
    } catch (error) {
      reasons.set(
        backend,
        error instanceof BackendUnavailable ? error.message : `it failed to start (${String(error)})`,
      );
    }
  }
  const tried = [...reasons].map(([backend, reason]) => `${backend}: ${reason}`).join('; ');
  throw new InferenceError(
    'engine-failed',
    `The network cannot run in this browser (${tried}). Try a current version of Chrome, Edge, Firefox or Safari.`,
  );
}

function fallbackReason(forced: BackendName | null, reasons: ReadonlyMap<BackendName, string>): string {
  if (forced !== null) return `WebGL is not used, because the address asks for ${forced}.`;
  return `WebGL is not used: ${reasons.get('webgl') ?? 'it is not there'}.`;
}

/** Why WebGL would be the wrong choice on this renderer, or null. */
function objectionTo(renderer: Renderer | null): string | null {
  if (renderer === null) return 'this browser does not offer it here';
  if (renderer.software) return 'graphics are drawn by the processor here, which runs the network faster itself';
  return null;
}

function findRenderer(): Renderer | null {
  if (typeof OffscreenCanvas === 'undefined') return null;
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (context === null) return null;
  const details = context.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = context.getParameter(details ? details.UNMASKED_RENDERER_WEBGL : context.RENDERER);
  // Browsers allow few contexts at a time.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return describeRenderer(String(name));
}

async function startWebgl(): Promise<void> {
  await import('@tensorflow/tfjs-backend-webgl');
  // Software renderers were weighed above by name; a forced WebGL must run on them too.
  env().set('SOFTWARE_WEBGL_ENABLED', true);
  await activate('webgl');
  if (!env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE')) {
    throw new BackendUnavailable('the graphics processor computes too coarsely');
  }
}

async function startWasm(): Promise<void> {
  if (typeof WebAssembly === 'undefined') throw new BackendUnavailable('this browser has no WebAssembly');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  // Threads need headers that a plain static host does not send, and a network this small gains nothing from them.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': wasmUrl,
    'tfjs-backend-wasm-simd.wasm': simdWasmUrl,
    // tfjs insists on an entry; without threads it is never fetched.
    'tfjs-backend-wasm-threaded-simd.wasm': simdWasmUrl,
  });
  await activate('wasm');
}

async function startCpu(): Promise<void> {
  await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
}

async function activate(backend: BackendName): Promise<void> {
  if (!(await setBackend(backend))) throw new BackendUnavailable('it does not start');
  await ready();
}
