/** Whatever the network does to a file must end in its bytes or in a sentence, and never in waiting for ever. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { modelFetcher } from './fetchModelFile';

const FOLDER = 'https://host.example/sub/model';

/** How the server sends each file, by its address: the test holds the pen. */
let pens: Map<string, ReadableStreamDefaultController<Uint8Array>>;
let asked: { url: string; init: RequestInit }[];

/** A server that begins to send every file, and breaks off what is aborted. */
function serve(url: string, init: RequestInit): Promise<Response> {
  asked.push({ url, init });
  const body = new ReadableStream<Uint8Array>({
    start: (pen) => {
      pens.set(url, pen);
      init.signal?.addEventListener('abort', () => pen.error(new DOMException('', 'AbortError')));
    },
  });
  return Promise.resolve(new Response(body));
}

function penOf(name: string): ReadableStreamDefaultController<Uint8Array> {
  const pen = pens.get(`${FOLDER}/${name}`);
  if (!pen) throw new Error(`nobody asked for ${name}`);
  return pen;
}

beforeEach(() => {
  pens = new Map();
  asked = [];
  vi.stubGlobal('fetch', serve);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('gives a file whole, asks past the cache, and tells of every piece', async () => {
  const onBytes = vi.fn();
  const file = modelFetcher(FOLDER)('weights.bin', onBytes);
  await vi.advanceTimersByTimeAsync(0);
  penOf('weights.bin').enqueue(Uint8Array.of(1, 2));
  penOf('weights.bin').enqueue(Uint8Array.of(3));
  penOf('weights.bin').close();
  expect(await file).toEqual(Uint8Array.of(1, 2, 3));
  expect(onBytes.mock.calls).toEqual([[2], [1]]);
  expect(asked).toMatchObject([{ url: `${FOLDER}/weights.bin`, init: { cache: 'no-cache' } }]);
  expect(vi.getTimerCount()).toBe(0);
});

it('gives up a connection on which nothing comes any more, and says so', async () => {
  const file = modelFetcher(`${FOLDER}/`)('weights.bin').catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(0);
  penOf('weights.bin').enqueue(Uint8Array.of(1));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(await file).toMatchObject({
    code: 'model-unreachable',
    message: expect.stringMatching(/weights\.bin.*broke off.*try again/) as string,
  });
  expect(vi.getTimerCount()).toBe(0);
});

it('waits for a file as long as another one comes, however slowly', async () => {
  const fetchFile = modelFetcher(FOLDER);
  const files = Promise.all([fetchFile('weights.bin'), fetchFile('vocabulary.txt')]);
  for (let piece = 0; piece < 20; piece += 1) {
    await vi.advanceTimersByTimeAsync(50_000);
    penOf('weights.bin').enqueue(Uint8Array.of(piece));
  }
  penOf('weights.bin').close();
  await vi.advanceTimersByTimeAsync(50_000);
  penOf('vocabulary.txt').close();
  expect((await files).map(({ length }) => length)).toEqual([20, 0]);
});

it.each<[string, () => Promise<Response>, string, RegExp]>([
  ['a file that is not there', () => Promise.resolve(new Response('', { status: 404 })), 'model-missing', /404/],
  ['no connection', () => Promise.reject(new TypeError('Failed to fetch')), 'model-unreachable', /no connection/],
])('tells of %s', async (_, answer, code, sentence) => {
  vi.stubGlobal('fetch', answer);
  const message = expect.stringMatching(sentence) as string;
  await expect(modelFetcher(FOLDER)('model.json')).rejects.toMatchObject({ name: 'InferenceError', code, message });
});
