/** A backend that goes away while the network is brought up on it must leave the page with the next one. */
import { expect, it, vi } from 'vitest';

import { Vocabulary } from '../text/vocabulary';
import type { BackendChoice } from './backends';
import { startBrowserNetwork } from './browserNetwork';
import { InferenceError } from './inferenceError';
import type { Manifest } from './manifest';
import type { Network } from './network';
import type { BackendName, Engine } from './protocol';

const answering = (logit: number): Network => ({
  embedVoice: () => Promise.resolve([Float32Array.of(1)]),
  embedWords: () => Promise.resolve([Float32Array.of(1)]),
  fuse: () => Promise.resolve([Float32Array.of(logit)]),
});

/** What the browser has: WebGL that may be lost or compute nonsense, and WebAssembly that works. */
const machine = vi.hoisted(() => ({
  current: '',
  isContextLost: false,
  webgl: null as Network | null,
  /** What was asked for at each start. */
  forced: [] as (string | null)[],
}));
vi.mock('@tensorflow/tfjs-core', () => ({
  getBackend: () => machine.current,
  backend: () => ({ gpgpu: { gl: { isContextLost: () => machine.isContextLost } } }),
}));
vi.mock('./network', () => ({
  loadNetwork: () => Promise.resolve(machine.current === 'webgl' ? machine.webgl : answering(1)),
}));
vi.mock('./backends', () => ({
  startBackend: ({ forced, failed }: BackendChoice): Promise<Engine> => {
    machine.forced.push(forced);
    const backend: BackendName = failed.has('webgl') ? 'wasm' : 'webgl';
    machine.current = backend;
    return Promise.resolve({ backend, renderer: null, fallbackReason: failed.get('webgl') ?? null });
  },
}));

const onWasm = (fallbackReason: string): Engine => ({ backend: 'wasm', renderer: null, fallbackReason });

function start(webgl: Network): ReturnType<typeof startBrowserNetwork> {
  machine.webgl = webgl;
  machine.isContextLost = false;
  machine.forced = [];
  const bundle = { manifest: {} as Manifest, vocabulary: new Vocabulary([]), artifacts: {} };
  return startBrowserNetwork(Promise.resolve(bundle), {
    forced: 'webgl',
    onWarmUp: () => undefined,
    onEngineChange: () => undefined,
  });
}

it('goes on with the next backend when the graphics driver stops over the warm-up', async () => {
  let isAsked = false;
  // As tfjs on a WebGL context that was lost after it was asked.
  const embedVoice = () => {
    isAsked = true;
    return new Promise<never>(() => undefined);
  };
  const started = start({ ...answering(1), embedVoice });
  await vi.waitFor(() => expect(isAsked).toBe(true));
  machine.isContextLost = true;
  expect((await started).engine).toEqual(onWasm('it failed while starting (the graphics driver stopped)'));
  // Who asked for WebGL is better off with another backend than with none.
  expect(machine.forced).toEqual(['webgl', null]);
});

it('goes on with the next backend when the graphics driver stopped, and WebGL answered all the same', async () => {
  const embedWords = () => {
    machine.isContextLost = true;
    return Promise.resolve([Float32Array.of(1)]);
  };
  expect((await start({ ...answering(1), embedWords })).engine).toEqual(onWasm('the graphics driver stopped'));
});

it('blames no backend for a model that does not fit', async () => {
  const mismatch = new InferenceError('model-mismatch', 'Another model.');
  const fuse = () => Promise.reject(mismatch);
  await expect(start({ ...answering(1), fuse })).rejects.toBe(mismatch);
  expect(machine.forced).toEqual(['webgl']);
});

it.each([NaN, Infinity])('goes on with the next backend when WebGL computes %d, and says so', async (logit) => {
  const reason = 'it failed while starting (the neural network gave no numbers)';
  expect((await start(answering(logit))).engine).toEqual(onWasm(reason));
});

it('stays with WebGL that works', async () => {
  expect((await start(answering(1))).engine).toMatchObject({ backend: 'webgl' });
});
