/** The Worker's state against a network played by the test: a request that fails leaves things as the page shows them. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { hum, wavFile } from '../capture/testing';
import { EMOTIONS } from '../emotions';
import { Vocabulary } from '../text/vocabulary';
import type { BrowserNetworkOptions } from './browserNetwork';
import type { Network } from './network';
import type { MessageFromWorker, RequestToWorker } from './protocol';

const EVEN = { voice: 1, words: 1, both: 1 };
const ONE = Float32Array.of(1);

const FIRST_ENGINE = { backend: 'webgl', renderer: 'A test', fallbackReason: null } as const;
const SECOND_ENGINE = { backend: 'wasm', renderer: null, fallbackReason: 'A test.' } as const;

/** A network that can be told to fail at its last step, or to do something else over words. */
class FakeNetwork implements Network {
  isBroken = false;
  onWords: () => void = () => undefined;

  embedVoice(windows: readonly Float32Array[]): Promise<Float32Array[]> {
    return Promise.resolve(windows.map(() => ONE));
  }

  embedWords(tokens: readonly Int32Array[]): Promise<Float32Array[]> {
    this.onWords();
    return Promise.resolve(tokens.map(() => ONE));
  }

  fuse(voices: readonly Float32Array[]): Promise<Float32Array[]> {
    if (this.isBroken) return Promise.reject(new Error('the driver went away'));
    return Promise.resolve(voices.map(() => new Float32Array(EMOTIONS.length)));
  }
}

const network = new FakeNetwork();
let changeEngine: BrowserNetworkOptions['onEngineChange'];
vi.mock('./browserNetwork', () => ({
  startBrowserNetwork: (arriving: Promise<unknown>, { onEngineChange }: BrowserNetworkOptions) => {
    changeEngine = onEngineChange;
    return arriving.then(() => ({ network, engine: FIRST_ENGINE }));
  },
}));
vi.mock('./modelFiles', () => ({
  readModelBundle: () =>
    Promise.resolve({
      manifest: { name: 'fake', version: '1', temperature: EVEN, sureFrom: EVEN, wordsExponent: 2 },
      vocabulary: new Vocabulary(['hello']),
    }),
}));

/** What the Worker sees as its global scope. */
class Scope extends EventTarget {
  readonly answers: MessageFromWorker[] = [];
  postMessage(message: MessageFromWorker): void {
    this.answers.push(message);
  }
}
const scope = new Scope();

/** Sends a request and gives its final answer. */
async function ask(request: RequestToWorker): Promise<MessageFromWorker> {
  scope.dispatchEvent(new MessageEvent('message', { data: request }));
  return vi.waitFor(() => {
    const last = scope.answers.findLast((answer) => 'id' in answer && answer.id === request.id);
    if (last === undefined || last.type === 'progress') throw new Error('no answer yet');
    return last;
  });
}

const LOAD = { type: 'load', modelUrl: '', backend: null, firstSequence: 1, voice: null, transcript: '' } as const;

beforeAll(async () => {
  vi.stubGlobal('self', scope);
  await import('./worker');
  expect(await ask({ ...LOAD, id: 1 })).toMatchObject({ type: 'loaded', model: { engine: FIRST_ENGINE } });
});
afterAll(() => vi.unstubAllGlobals());

it('has no new voice until it was read, and no voice gone until the words were', async () => {
  const file = new Blob([wavFile([hum(1, 16_000)])]);
  network.isBroken = true;
  expect(await ask({ type: 'read-recording', id: 2, file })).toMatchObject({ type: 'failed' });
  network.isBroken = false;
  expect(await ask({ type: 'set-transcript', id: 3, transcript: 'hello' })).toMatchObject({
    reading: { source: 'words' },
  });

  expect(await ask({ type: 'read-recording', id: 4, file })).toMatchObject({ reading: { source: 'both' } });
  network.isBroken = true;
  expect(await ask({ type: 'clear-voice', id: 5 })).toMatchObject({ type: 'failed' });
  network.isBroken = false;
  expect(await ask({ type: 'set-transcript', id: 6, transcript: 'hello hello' })).toMatchObject({
    reading: { source: 'both' },
  });
  expect(await ask({ type: 'clear-voice', id: 7 })).toMatchObject({ reading: { source: 'words' } });
});

it('is loaded on the engine it has moved to over the words it came with', async () => {
  network.onWords = () => changeEngine(SECOND_ENGINE);
  expect(await ask({ ...LOAD, id: 8, transcript: 'hello' })).toMatchObject({
    type: 'loaded',
    model: { engine: SECOND_ENGINE },
  });
  network.onWords = () => undefined;
  expect(scope.answers).toContainEqual({ type: 'engine-changed', engine: SECOND_ENGINE });
});
