/** The Worker's state against a network played by the test: a request that fails leaves things as the page shows them. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import type { FramesMessage } from '../capture/listeningMessages';
import { hum, wavFile } from '../capture/testing';
import { EMOTIONS } from '../emotions';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { Listening } from '../signal/listening';
import { Vocabulary } from '../text/vocabulary';
import type { BrowserNetworkOptions } from './browserNetwork';
import type { Network } from './network';
import type { LiveReading, MessageFromWorker, Reading, ReadingSource, RequestToWorker } from './protocol';

const EVEN = { voice: 1, words: 1, both: 1 };
const ONE = Float32Array.of(1);

/** Of the model that the Worker loads. */
const FINGERPRINT = 'abc';
const FIRST_ENGINE = { backend: 'webgl', renderer: 'A test', fallbackReason: null } as const;
const SECOND_ENGINE = { backend: 'wasm', renderer: null, fallbackReason: 'A test.' } as const;

/** A network that can be told to fail at its last step, or to do something else over words or at that step. */
class FakeNetwork implements Network {
  isBroken = false;
  logits = new Float32Array(EMOTIONS.length);
  onWords: () => void = () => undefined;
  onFuse: () => Promise<void> = () => Promise.resolve();

  embeddedVoices = 0;
  embeddedWords = 0;

  embedVoice(windows: readonly Float32Array[]): Promise<Float32Array[]> {
    this.embeddedVoices += 1;
    return Promise.resolve(windows.map(() => ONE));
  }

  embedWords(tokens: readonly Int32Array[]): Promise<Float32Array[]> {
    this.embeddedWords += 1;
    this.onWords();
    return Promise.resolve(tokens.map(() => ONE));
  }

  async fuse(voices: readonly Float32Array[]): Promise<Float32Array[]> {
    await this.onFuse();
    if (this.isBroken) throw new Error('the driver went away');
    return voices.map(() => this.logits);
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
      manifest: {
        name: 'fake',
        files: [{ name: 'weights.bin', bytes: 1, sha256: FINGERPRINT }],
        version: '1',
        temperature: EVEN,
        sureFrom: EVEN,
        wordsWeight: { exponent: 2, fusedPart: 1, prior: EMOTIONS.map(() => 1 / EMOTIONS.length) },
      },
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

function tell(request: RequestToWorker): void {
  scope.dispatchEvent(new MessageEvent('message', { data: request }));
}

/** All that was answered to a request so far, but for its progress. */
function answersTo(id: number): MessageFromWorker[] {
  return scope.answers.filter((answer) => 'id' in answer && answer.id === id && answer.type !== 'progress');
}

/** Sends a request and gives its answer. */
async function ask(request: RequestToWorker): Promise<MessageFromWorker> {
  tell(request);
  return answerTo(request.id, ({ type }) => type !== 'abort-heard');
}

async function answerTo(id: number, isMeant: (answer: MessageFromWorker) => boolean): Promise<MessageFromWorker> {
  return vi.waitFor(
    () => {
      const answer = answersTo(id).findLast(isMeant);
      if (answer === undefined) throw new Error('no answer yet');
      return answer;
    },
    // Over its first request the Worker imports most of its code.
    { timeout: 10_000 },
  );
}

const recording = () => new Blob([wavFile([hum(1, 16_000)])]);
/** What only the page might know how to decode. */
const foreignFile = () => new Blob([new Uint8Array(1_000).fill(3)]);

const LOAD = { type: 'load', modelUrl: '', backend: null, firstSequence: 1, voice: null, transcript: '' } as const;

beforeAll(async () => {
  vi.stubGlobal('self', scope);
  await import('./worker');
  expect(await ask({ ...LOAD, id: 1 })).toMatchObject({ type: 'loaded', model: { engine: FIRST_ENGINE } });
});
afterAll(() => vi.unstubAllGlobals());

it('has no new voice until it was read, and no voice gone until the words were', async () => {
  const file = recording();
  network.isBroken = true;
  expect(await ask({ type: 'read-recording', id: 2, file })).toMatchObject({ type: 'failed' });
  network.isBroken = false;
  expect(await ask({ type: 'set-transcript', id: 3, transcript: 'hello' })).toMatchObject({
    reading: { source: 'words' },
  });

  expect(await ask({ type: 'read-recording', id: 4, file })).toMatchObject({ reading: { source: 'both' } });
  network.isBroken = true;
  expect(await ask({ type: 'clear-voice', id: 5, readBy: 4 })).toMatchObject({ type: 'failed' });
  network.isBroken = false;
  expect(await ask({ type: 'set-transcript', id: 6, transcript: 'hello hello' })).toMatchObject({
    reading: { source: 'both' },
  });
  expect(await ask({ type: 'clear-voice', id: 7, readBy: 4 })).toMatchObject({ reading: { source: 'words' } });
});

it('hears the voice once however the words change, and reads the words once however often it hears', async () => {
  await ask({ ...LOAD, id: 60, transcript: 'hello' });
  await ask({ type: 'read-recording', id: 61, file: recording() });
  const { embeddedVoices } = network;
  await ask({ type: 'set-transcript', id: 62, transcript: 'hello hello' });
  expect(network.embeddedVoices).toBe(embeddedVoices);
  const { embeddedWords } = network;
  await ask({ type: 'read-recording', id: 63, file: recording() });
  expect(network.embeddedWords).toBe(embeddedWords);
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

it('takes up voice and numbering where another Worker left them', async () => {
  const voice = { embeddings: [ONE], weights: [1], isFound: true, readBy: 5, heardBy: FINGERPRINT };
  await ask({ ...LOAD, id: 9, firstSequence: 41, voice });
  expect(await ask({ type: 'set-transcript', id: 10, transcript: 'hello' })).toMatchObject({
    reading: { source: 'both', sequence: 41 },
  });
  expect(await ask({ type: 'clear-voice', id: 11, readBy: 5 })).toMatchObject({
    reading: { source: 'words', sequence: 42 },
  });
});

it('takes up no voice that another model heard, and says so', async () => {
  const voice = { embeddings: [ONE], weights: [1], isFound: true, readBy: 5, heardBy: 'another' };
  expect(await ask({ ...LOAD, id: 90, voice })).toMatchObject({ type: 'loaded', isVoiceForeign: true });
  expect(await ask({ type: 'set-transcript', id: 91, transcript: 'hello' })).toMatchObject({
    reading: { source: 'words' },
  });
  expect(await ask({ type: 'read-recording', id: 92, file: recording() })).toMatchObject({
    voice: { readBy: 92, heardBy: FINGERPRINT },
  });
  expect(await ask({ ...LOAD, id: 93 })).toMatchObject({ type: 'loaded', isVoiceForeign: false });
});

it('stops a recording that is given up, and tells that it has heard so', async () => {
  tell({ type: 'read-recording', id: 12, file: recording() });
  tell({ type: 'abort', id: 12 });
  expect(answersTo(12)).toEqual([{ type: 'abort-heard', id: 12 }]);
  expect(await answerTo(12, ({ type }) => type === 'failed')).toMatchObject({ failure: { code: 'aborted' } });
});

it('tells with every reading whether its words are unknown, also of those it was loaded with', async () => {
  await ask({ ...LOAD, id: 50, transcript: 'xyzzy' });
  expect(await ask({ type: 'read-recording', id: 51, file: recording() })).toMatchObject({
    // Beside a voice they are left out.
    reading: { source: 'voice', wordsUnknown: true },
  });
  expect(await ask({ type: 'clear-voice', id: 52, readBy: 51 })).toMatchObject({
    reading: { source: 'words', wordsUnknown: true },
  });
  expect(await ask({ type: 'set-transcript', id: 53, transcript: 'hello xyzzy' })).toMatchObject({
    reading: { wordsUnknown: false },
  });
  expect(await ask({ type: 'set-transcript', id: 54, transcript: 'xyzzy' })).toMatchObject({
    reading: { wordsUnknown: true },
  });
  expect(await ask({ type: 'set-transcript', id: 55, transcript: '' })).toMatchObject({
    reading: { source: 'nothing', wordsUnknown: false },
  });
});

/** Has a request answered up to the very last step, which is left to the test. @returns what does that step. */
async function allButLast(request: RequestToWorker): Promise<() => void> {
  let fusing = (): void => undefined;
  const isFusing = new Promise<void>((resolve) => (fusing = resolve));
  let goOn = (): void => undefined;
  network.onFuse = () => {
    fusing();
    return new Promise((resolve) => (goOn = resolve));
  };
  tell(request);
  await isFusing;
  network.onFuse = () => Promise.resolve();
  return goOn;
}

const readAllButLast = (id: number) => allButLast({ type: 'read-recording', id, file: recording() });

it('does not keep the voice of a recording that was given up when all but its reading was done', async () => {
  const goOn = await readAllButLast(13);
  tell({ type: 'abort', id: 13 });
  goOn();
  expect(await ask({ type: 'set-transcript', id: 14, transcript: 'hello' })).toMatchObject({
    reading: { source: 'words' },
  });
});

it('reads no words with the voice of a recording that is given up before it was read', async () => {
  const goOn = await readAllButLast(30);
  tell({ type: 'set-transcript', id: 31, transcript: 'hello hello' });
  // Long enough to read them, were they not to wait.
  await new Promise((resolve) => setTimeout(resolve, 20));
  tell({ type: 'abort', id: 30 });
  goOn();
  expect(await answerTo(31, () => true)).toMatchObject({ reading: { source: 'words' } });
});

it('reads words anew whose voice is given up in the meantime', async () => {
  await ask({ type: 'read-recording', id: 40, file: recording() });
  const goOn = await allButLast({ type: 'set-transcript', id: 41, transcript: 'hello hello' });
  tell({ type: 'abort', id: 40 });
  goOn();
  expect(await answerTo(41, () => true)).toMatchObject({ reading: { source: 'words' } });

  // So also when the voice before it is removed, which would have come back.
  await ask({ type: 'read-recording', id: 42, file: recording() });
  await ask({ type: 'read-recording', id: 43, file: recording() });
  const clear = await allButLast({ type: 'clear-voice', id: 44, readBy: 42 });
  tell({ type: 'abort', id: 43 });
  clear();
  expect(await answerTo(44, () => true)).toMatchObject({ reading: { source: 'words' } });
});

it('keeps the voice that comes in the moment in which the one before it is removed', async () => {
  await ask({ type: 'read-recording', id: 21, file: recording() });
  const goOn = await readAllButLast(22);
  tell({ type: 'clear-voice', id: 23, readBy: 21 });
  goOn();
  expect(await answerTo(22, () => true)).toMatchObject({ type: 'recording' });
  // So also when it was read before the page could know.
  expect(await ask({ type: 'clear-voice', id: 24, readBy: 21 })).toMatchObject({ reading: { source: 'both' } });
  expect(await ask({ type: 'set-transcript', id: 25, transcript: 'hello' })).toMatchObject({
    reading: { source: 'both' },
  });
});

it('does not bring a removed voice back when the one that was to follow is given up', async () => {
  await ask({ type: 'read-recording', id: 26, file: recording() });
  const goOn = await readAllButLast(27);
  tell({ type: 'clear-voice', id: 28, readBy: 26 });
  tell({ type: 'abort', id: 27 });
  goOn();
  expect(await ask({ type: 'set-transcript', id: 29, transcript: 'hello' })).toMatchObject({
    reading: { source: 'words' },
  });

  // So also when both come after the one that was to follow.
  await ask({ type: 'read-recording', id: 32, file: recording() });
  await ask({ type: 'read-recording', id: 33, file: recording() });
  await ask({ type: 'clear-voice', id: 34, readBy: 32 });
  tell({ type: 'abort', id: 33 });
  expect(await ask({ type: 'set-transcript', id: 35, transcript: 'hello' })).toMatchObject({
    reading: { source: 'words' },
  });
});

it('asks the page to decode, and takes its answer or its refusal', async () => {
  tell({ type: 'read-recording', id: 15, file: foreignFile() });
  expect(await answerTo(15, () => true)).toEqual({ type: 'decode-in-page', id: 15, claim: null });
  tell({ type: 'decoded-in-page', id: 15, decoded: { samples: hum(2, 8_000), sampleRate: 8_000, channels: 2 } });
  expect(await answerTo(15, ({ type }) => type !== 'decode-in-page')).toMatchObject({
    type: 'recording',
    recording: { durationSeconds: 2, channels: 2 },
  });

  tell({ type: 'read-recording', id: 16, file: foreignFile() });
  await answerTo(16, ({ type }) => type === 'decode-in-page');
  tell({ type: 'decoded-in-page', id: 16, decoded: { code: 'unreadable', message: 'Gone.' } });
  expect(await answerTo(16, ({ type }) => type === 'failed')).toMatchObject({ failure: { code: 'unreadable' } });
});

it('does not ask the page for what was given up before, and waits for no answer', async () => {
  tell({ type: 'read-recording', id: 17, file: foreignFile() });
  tell({ type: 'abort', id: 17 });
  expect(await answerTo(17, ({ type }) => type === 'failed')).toMatchObject({ failure: { code: 'aborted' } });
  expect(answersTo(17).map(({ type }) => type)).not.toContain('decode-in-page');
});

it('reads live what comes out of the port, and closes it when told to stop', async () => {
  const { port1, port2 } = new MessageChannel();
  const isClosed = new Promise((resolve) => port1.addEventListener('close', resolve));
  tell({ type: 'listen', id: 18, port: port2 });
  const listening = new Listening(FEATURE_SPEC.sampleRate, {
    onFrames: (batch) => port1.postMessage({ ...batch, missedSeconds: 0 } satisfies FramesMessage),
    onSamples: () => undefined,
  });
  const heardFrom = async (source: ReadingSource): Promise<LiveReading> => {
    const isMeant = (answer: MessageFromWorker) => answer.type === 'live' && answer.live.reading?.source === source;
    return ((await answerTo(18, isMeant)) as { live: LiveReading }).live;
  };
  await ask({ type: 'set-transcript', id: 19, transcript: '' });
  listening.push(hum(4, FEATURE_SPEC.sampleRate, 160));
  expect(await heardFrom('voice')).toMatchObject({ framesLost: 0 });

  // With words, what was read without them counts no more.
  network.logits = Float32Array.from(EMOTIONS, (_, index) => (index === 0 ? 3 : 0));
  const { reading } = (await ask({ type: 'set-transcript', id: 20, transcript: 'hello' })) as { reading: Reading };
  listening.push(hum(1, FEATURE_SPEC.sampleRate, 160));
  const live = await heardFrom('both');
  expect(live.reading?.probabilities[0]).toBeCloseTo(reading.probabilities[0] ?? NaN, 6);

  tell({ type: 'abort', id: 18 });
  await isClosed;
});
