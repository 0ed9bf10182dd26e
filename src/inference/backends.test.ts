/** Why nothing runs must be told truly: a browser is unfit only when what it needed had come. */
import { env, registerBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { startBackend, type BackendParts } from './backends';

/** As Chromium says it. */
const notFetched = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module: https://a/b.js'));
const unparsable = () => Promise.reject(new SyntaxError('Unexpected token'));
const NOTHING_COMES: BackendParts = { webgl: notFetched, wasm: notFetched, cpu: notFetched };

const ANY = { forced: null, failed: new Map() } as const;
const WEBGL_LOST = { forced: null, failed: new Map([['webgl', 'the graphics driver stopped']] as const) };
const WASM_ALONE = { forced: 'wasm', failed: new Map() } as const;

/** A part that comes, with a backend that does not start: see `beforeAll`. */
const wasmWithoutBinary = () => Promise.resolve(() => undefined);

const UNREACHABLE = {
  name: 'InferenceError',
  code: 'model-unreachable',
  message: expect.stringMatching(/could not be fetched.*connection.*try again.*reload/) as string,
};

beforeAll(() => {
  env().registerFlag('WASM_HAS_SIMD_SUPPORT', () => true);
  env().registerFlag('WASM_HAS_MULTITHREAD_SUPPORT', () => false);
  registerBackend('wasm', () => Promise.reject(new Error('no binary')));
});
// tfjs warns of every backend that does not start.
beforeEach(() => {
  vi.spyOn(console, 'warn').mockReturnValue();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A browser whose WebGL is drawn by `renderer`. */
function stubRenderer(renderer: string): void {
  const context = {
    RENDERER: 'RENDERER',
    getExtension: () => null,
    getParameter: (name: string) => (name === 'RENDERER' ? renderer : null),
  };
  class FakeCanvas {
    getContext(): typeof context {
      return context;
    }
  }
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
}

const cpu = async (): Promise<void> => {
  await import('@tensorflow/tfjs-backend-cpu');
};

describe('startBackend', () => {
  it('does not even fetch WebGL where graphics are drawn by the processor, unless it is asked for', async () => {
    const renderer = 'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)';
    stubRenderer(renderer);
    const webgl = vi.fn(notFetched);
    const parts = { ...NOTHING_COMES, webgl, cpu };
    expect(await startBackend(ANY, parts)).toEqual({
      backend: 'cpu',
      renderer,
      fallbackReason: expect.stringMatching(/^WebGL is not used: graphics are drawn by the processor/) as string,
    });
    expect(webgl).not.toHaveBeenCalled();
    await expect(startBackend({ ...ANY, forced: 'webgl' }, parts)).rejects.toMatchObject(UNREACHABLE);
    expect(webgl).toHaveBeenCalledTimes(1);
  });

  it('tries WebGL first where there is a graphics card', async () => {
    stubRenderer('ANGLE (NVIDIA, NVIDIA GeForce RTX 3060)');
    const webgl = vi.fn(notFetched);
    expect(await startBackend(ANY, { ...NOTHING_COMES, webgl, cpu })).toMatchObject({ backend: 'cpu' });
    expect(webgl).toHaveBeenCalledTimes(1);
  });

  it('says that the parts do not come when WebGL is lost without a connection', async () => {
    await expect(startBackend(WEBGL_LOST, NOTHING_COMES)).rejects.toMatchObject(UNREACHABLE);
  });

  it('says so of the one that was asked for, too', async () => {
    await expect(startBackend({ ...ANY, forced: 'webgl' }, NOTHING_COMES)).rejects.toMatchObject(UNREACHABLE);
  });

  it('does not blame the browser when one part does not come and another is not for it', async () => {
    await expect(startBackend(WEBGL_LOST, { ...NOTHING_COMES, wasm: unparsable })).rejects.toMatchObject(UNREACHABLE);
  });

  it('takes the next best whose part comes', async () => {
    expect(await startBackend(WEBGL_LOST, { ...NOTHING_COMES, cpu })).toEqual({
      backend: 'cpu',
      renderer: null,
      fallbackReason: 'WebGL is not used: the graphics driver stopped.',
    });
  });

  it('says that a binary did not come, about which tfjs is silent', async () => {
    const parts = { ...NOTHING_COMES, wasm: wasmWithoutBinary };
    const asked = vi.fn(() => Promise.reject(new TypeError('Failed to fetch')));
    vi.stubGlobal('fetch', asked);
    await expect(startBackend(WASM_ALONE, parts)).rejects.toMatchObject(UNREACHABLE);
    expect(asked).toHaveBeenCalledWith(expect.stringContaining('simd.wasm'));
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    await expect(startBackend(WASM_ALONE, parts)).rejects.toMatchObject(UNREACHABLE);
  });

  it('tells of an unfit browser when all parts come and none runs', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('binary')));
    const parts = { webgl: unparsable, wasm: wasmWithoutBinary, cpu: unparsable };
    await expect(startBackend(ANY, parts)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/neural network cannot run.*wasm: it does not start.*current version/) as string,
    });
  });

  it('blames the address that asks for what does not run', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('binary')));
    const parts = { ...NOTHING_COMES, wasm: wasmWithoutBinary, cpu };
    await expect(startBackend(WASM_ALONE, parts)).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/wasm: it does not start.*without \?backend=wasm\.$/) as string,
    });
  });
});
