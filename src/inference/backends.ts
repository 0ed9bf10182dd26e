/** Chooses what the network runs on in this browser: a real GPU by WebGL, else WebAssembly, else plain JavaScript. */
import { env, ready, setBackend } from '@tensorflow/tfjs-core';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdWasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

import { InferenceError, isOfMissingPart, partUnreachable } from './inferenceError';
import type { BackendName, Engine } from './protocol';
import { describeRenderer, type Renderer } from './renderer';

/** Best first. */
const PREFERENCE: readonly BackendName[] = ['webgl', 'wasm', 'cpu'];

/** The parts of the page that the backends come in, each fetched when its backend is tried. */
export interface BackendParts {
  readonly webgl: () => Promise<void>;
  /** Gives the function that tells this backend where its binaries are. */
  readonly wasm: () => Promise<(paths: Record<string, string>) => void>;
  readonly cpu: () => Promise<void>;
}

const PARTS: BackendParts = {
  webgl: async () => {
    await import('@tensorflow/tfjs-backend-webgl');
  },
  wasm: async () => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    return setWasmPaths;
  },
  cpu: async () => {
    await import('@tensorflow/tfjs-backend-cpu');
  },
};

const STARTERS: Readonly<Record<BackendName, (parts: BackendParts) => Promise<void>>> = {
  webgl: startWebgl,
  wasm: startWasm,
  cpu: startCpu,
};

/** Thrown by a backend that cannot run here; `message` is the reason in half a sentence. */
class BackendUnavailable extends Error {}

/** Thrown by a backend that might run here, had it arrived. */
class PartUnreachable extends BackendUnavailable {
  constructor(cause: unknown) {
    super('its part of this page could not be fetched', { cause });
  }
}

/** What to try, and what is known before trying. */
export interface BackendChoice {
  /** Try this one alone, whatever its speed: for tests and for the curious. */
  readonly forced: BackendName | null;
  /** Backends that have failed already, with the reason in half a sentence. */
  readonly failed: ReadonlyMap<BackendName, string>;
}

/**
 * Starts the best backend that runs here and makes it tfjs's current one.
 *
 * @throws InferenceError 'engine-failed' when none does; 'model-unreachable' when one might, but could not be fetched.
 */
export async function startBackend({ forced, failed }: BackendChoice, parts: BackendParts = PARTS): Promise<Engine> {
  const renderer = findRenderer();
  const reasons = new Map(failed);
  const unreachable: PartUnreachable[] = [];
  if (forced === null && !reasons.has('webgl')) {
    const objection = objectionTo(renderer);
    if (objection !== null) reasons.set('webgl', objection);
  }
  for (const backend of forced === null ? PREFERENCE : [forced]) {
    if (reasons.has(backend)) continue;
    try {
      await STARTERS[backend](parts);
      return {
        backend,
        renderer: renderer?.name ?? null,
        fallbackReason: backend === 'webgl' ? null : fallbackReason(forced, reasons),
      };
    } catch (error) {
      if (error instanceof PartUnreachable) unreachable.push(error);
      reasons.set(
        backend,
        error instanceof BackendUnavailable ? error.message : `it failed to start (${String(error)})`,
      );
    }
  }
  const [missing] = unreachable;
  // The browser is not to blame, whatever it lacks for the others.
  if (missing !== undefined) throw partUnreachable(missing);
  const tried = [...reasons].map(([backend, reason]) => `${backend}: ${reason}`).join('; ');
  throw new InferenceError(
    'engine-failed',
    forced === null
      ? `The neural network cannot run in this browser (${tried}). Try a current version of Chrome, Edge, Firefox or Safari.`
      : `The neural network cannot run here on what the address asks for (${tried}). Open the page without ?backend=${forced}.`,
  );
}

function fallbackReason(forced: BackendName | null, reasons: ReadonlyMap<BackendName, string>): string {
  if (forced !== null) return `WebGL is not used, because the address asks for ${forced}.`;
  return `WebGL is not used: ${reasons.get('webgl') ?? 'it is not there'}.`;
}

/** Why WebGL would be the wrong choice on this renderer, or null. */
function objectionTo(renderer: Renderer | null): string | null {
  if (renderer === null) return 'this browser does not offer it here';
  if (renderer.software) return 'graphics are drawn by the processor here, which runs the neural network faster itself';
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

async function startWebgl(parts: BackendParts): Promise<void> {
  await arrival(parts.webgl());
  // Software renderers were weighed above by name; a forced WebGL must run on them too.
  env().set('SOFTWARE_WEBGL_ENABLED', true);
  await activate('webgl');
  if (!env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE')) {
    throw new BackendUnavailable('the graphics processor computes too coarsely');
  }
}

async function startWasm(parts: BackendParts): Promise<void> {
  if (typeof WebAssembly === 'undefined') throw new BackendUnavailable('this browser has no WebAssembly');
  const setWasmPaths = await arrival(parts.wasm());
  // Threads need headers that a plain static host does not send, and a network this small gains nothing from them.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': wasmUrl,
    'tfjs-backend-wasm-simd.wasm': simdWasmUrl,
    // tfjs insists on an entry; without threads it is never fetched.
    'tfjs-backend-wasm-threaded-simd.wasm': simdWasmUrl,
  });
  try {
    await activate('wasm');
  } catch (error) {
    // tfjs keeps the reason to itself: it may be that the binary did not come.
    await expectReachable((await env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? simdWasmUrl : wasmUrl);
    throw error;
  }
}

async function startCpu(parts: BackendParts): Promise<void> {
  await arrival(parts.cpu());
  await activate('cpu');
}

/** What `part` gives. @throws PartUnreachable when it does not arrive. */
async function arrival<Part>(part: Promise<Part>): Promise<Part> {
  try {
    return await part;
  } catch (error) {
    throw isOfMissingPart(error) ? new PartUnreachable(error) : error;
  }
}

/** @throws PartUnreachable when the server does not give the file at `url`. */
async function expectReachable(url: string): Promise<void> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new PartUnreachable(error);
  });
  // Only whether it would come was asked.
  void response.body?.cancel().catch(() => undefined);
  if (!response.ok) throw new PartUnreachable(`status ${response.status}`);
}

async function activate(backend: BackendName): Promise<void> {
  if (!(await setBackend(backend))) throw new BackendUnavailable('it does not start');
  await ready();
}
