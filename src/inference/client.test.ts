/** The client's promises against a Worker played by the test: what is kept, what is dropped, what is told. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { decodeInPage } from '../capture/pageDecoding';
import { RecordingError } from '../capture/recordingError';
import { InferenceClient, backendInAddress, type InferenceClientOptions } from './client';
import type { Engine, LiveReading, MessageFromWorker, NamedVoice, Reading, RequestToWorker, Voice } from './protocol';

const pageDecoder = vi.hoisted(() => vi.fn<typeof decodeInPage>());
vi.mock('../capture/pageDecoding', () => ({ decodeInPage: pageDecoder }));

const ENGINE: Engine = { backend: 'wasm', renderer: null, fallbackReason: 'A test.' };
const SLOWER: Engine = { backend: 'cpu', renderer: null, fallbackReason: 'Another test.' };
const MODEL = { engine: ENGINE, modelName: 'tiny', modelVersion: '1', sureFrom: { voice: 0.4, words: 0.4, both: 0.4 } };
const VOICE: Voice = { embeddings: [Float32Array.of(1)], weights: [1], isFound: true };
/** As the Worker names the voice of a recording. */
const named = (readBy: number, voice = VOICE): NamedVoice => ({ ...voice, readBy, heardBy: 'tiny' });
const RECORDING = { durationSeconds: 1, sampleRate: 8_000, channels: 1, heardSeconds: 1, notice: null };

class FakeWorker extends EventTarget {
  readonly requests: RequestToWorker[] = [];
  terminated = false;
  /** An endless loop holds it up. */
  isHeldUp = false;
  /** Than the one that heard the voice. */
  isOfNewerModel = false;

  postMessage(request: RequestToWorker): void {
    this.requests.push(request);
    if (this.isHeldUp) return;
    const { id } = request;
    if (request.type === 'load')
      queueMicrotask(() => this.send({ type: 'loaded', id, model: MODEL, isVoiceForeign: this.isOfNewerModel }));
    if (request.type === 'abort') queueMicrotask(() => this.send({ type: 'abort-heard', id }));
  }

  terminate(): void {
    this.terminated = true;
  }

  /** At once; a real Worker's answers never come before postMessage returns, so those to it are queued. */
  send(message: MessageFromWorker): void {
    this.dispatchEvent(new MessageEvent('message', { data: message }));
  }

  /** The requests of one type, oldest first. */
  sent<T extends RequestToWorker['type']>(type: T): Extract<RequestToWorker, { type: T }>[] {
    return this.requests.filter((request): request is Extract<RequestToWorker, { type: T }> => request.type === type);
  }
}

let workers: FakeWorker[];

function newClient(told: Pick<InferenceClientOptions, 'onEngineChange' | 'onVoiceLost'> = {}): InferenceClient {
  return new InferenceClient({
    modelUrl: './model/',
    ...told,
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      // The client uses nothing else of a Worker.
      return worker as unknown as Worker;
    },
  });
}

async function loadedClient(onVoiceLost = vi.fn()): Promise<{ client: InferenceClient; worker: FakeWorker }> {
  const client = newClient({ onVoiceLost });
  await client.load(() => undefined);
  return { client, worker: lastWorker() };
}

/** One that has read a recording, in the reading of this number. */
async function clientWithVoice(sequence = 1, onVoiceLost = vi.fn()) {
  const { client, worker } = await loadedClient(onVoiceLost);
  const read = client.readRecording(new Blob(['x']), recordingOptions());
  await settle();
  const [{ id } = { id: 0 }] = worker.sent('read-recording');
  worker.send({ type: 'recording', id, recording: RECORDING, reading: reading(sequence), voice: named(id) });
  await read;
  return { client, worker };
}

/** What a new Worker is told, after this one has crashed. */
async function toldAfterCrash(client: InferenceClient, worker: FakeWorker) {
  worker.dispatchEvent(new Event('error'));
  await client.load(() => undefined);
  return lastWorker().sent('load');
}

function lastWorker(): FakeWorker {
  const worker = workers.at(-1);
  if (!worker) throw new Error('no worker was started');
  return worker;
}

function reading(sequence: number): Reading {
  return { sequence, source: 'words', probabilities: [1, 0, 0, 0, 0, 0, 0, 0] };
}

function liveReading(sequence: number): LiveReading {
  return {
    sequence,
    speaking: true,
    reading: { source: 'voice', probabilities: [1, 0, 0, 0, 0, 0, 0, 0] },
    clipping: false,
    veryQuiet: false,
    secondsListened: 1,
    readingsPerSecond: 10,
    framesLost: 0,
  };
}

function recordingOptions(signal = new AbortController().signal) {
  return { signal, onProgress: vi.fn() };
}

/** Lets promise chains run to their end. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  workers = [];
  vi.stubGlobal('location', { search: '?backend=cpu' });
  vi.stubGlobal('document', { baseURI: 'https://host.example/sub/path/index.html' });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('InferenceClient', () => {
  it('loads once, from the page’s own folder, on the backend the address asks for', async () => {
    const { client, worker } = await loadedClient();
    expect(await client.load(() => undefined)).toEqual(MODEL);
    expect(worker.sent('load')).toMatchObject([
      { modelUrl: 'https://host.example/sub/path/model/', backend: 'cpu', transcript: '', voice: null },
    ]);
  });

  it('sends only the newest of the texts typed meanwhile', async () => {
    const { client, worker } = await loadedClient();
    const readings = ['l', 'le', 'lea', 'leave'].map((text) => client.setTranscript(text));
    await settle();
    expect(worker.sent('set-transcript').map(({ transcript }) => transcript)).toEqual(['leave']);
    worker.send({ type: 'reading', id: worker.sent('set-transcript')[0]?.id ?? 0, reading: reading(1) });
    await settle();
    const [, second] = worker.sent('set-transcript');
    worker.send({ type: 'reading', id: second?.id ?? 0, reading: reading(2) });
    expect((await Promise.all(readings)).map(({ sequence }) => sequence)).toEqual([1, 2, 2, 2]);
    expect(worker.sent('set-transcript')).toHaveLength(2);
  });

  it('reads a recording and reports its progress', async () => {
    const { client, worker } = await loadedClient();
    const options = recordingOptions();
    const file = new File(['x'], 'a.wav');
    const result = client.readRecording(file, options);
    await settle();
    const [{ id, file: sent } = { id: 0, file: null }] = worker.sent('read-recording');
    expect(sent).toBe(file);
    worker.send({ type: 'progress', id, progress: { stage: 'analysing', fraction: 0.5 } });
    worker.send({ type: 'recording', id, recording: RECORDING, reading: reading(1), voice: named(id) });
    expect(await result).toEqual({ recording: RECORDING, reading: reading(1) });
    expect(options.onProgress).toHaveBeenCalledWith({ stage: 'analysing', fraction: 0.5 });
  });

  it('passes a failure on with its code and sentence', async () => {
    const { client, worker } = await loadedClient();
    const result = client.readRecording(new Blob(['x']), recordingOptions());
    await settle();
    const [{ id } = { id: 0 }] = worker.sent('read-recording');
    worker.send({ type: 'failed', id, failure: { code: 'no-sound', message: 'Silent.' } });
    await expect(result).rejects.toMatchObject({ name: 'InferenceError', code: 'no-sound', message: 'Silent.' });
  });

  it('lets go of an aborted recording at once, and drops its late answer', async () => {
    const { client, worker } = await loadedClient();
    const controller = new AbortController();
    const result = client.readRecording(new Blob(['x']), recordingOptions(controller.signal));
    await settle();
    controller.abort();
    await expect(result).rejects.toMatchObject({ code: 'aborted' });
    const [{ id } = { id: 0 }] = worker.sent('read-recording');
    expect(worker.sent('abort')).toEqual([{ type: 'abort', id }]);
    worker.send({ type: 'recording', id, recording: RECORDING, reading: reading(1), voice: named(id) });
    const again = recordingOptions(controller.signal);
    await expect(client.readRecording(new Blob(['x']), again)).rejects.toMatchObject({ code: 'aborted' });

    // What was dropped has not become the voice.
    expect(await toldAfterCrash(client, worker)).toMatchObject([{ voice: null }]);
  });

  it('does not call off a recording that has been read when its signal is aborted later', async () => {
    const { client, worker } = await loadedClient();
    const controller = new AbortController();
    const result = client.readRecording(new Blob(['x']), recordingOptions(controller.signal));
    await settle();
    const [{ id } = { id: 0 }] = worker.sent('read-recording');
    worker.send({ type: 'recording', id, recording: RECORDING, reading: reading(1), voice: named(id) });
    await result;
    // As when another is chosen: until that one is read, and where it cannot be, the voice stays.
    controller.abort();
    expect(worker.sent('abort')).toEqual([]);
  });

  it('does not even send a recording that was aborted while the model was loaded', async () => {
    const client = newClient();
    const loading = client.load(() => undefined);
    const controller = new AbortController();
    const result = client.readRecording(new Blob(['x']), recordingOptions(controller.signal));
    controller.abort();
    await expect(result).rejects.toMatchObject({ code: 'aborted' });
    await loading;
    expect(lastWorker().sent('read-recording')).toEqual([]);
  });

  it('gives up a Worker that does not hear of an abort, and takes the words to a new one', async () => {
    const { client, worker } = await loadedClient();
    const typed = client.setTranscript('leave me');
    await settle();
    worker.send({ type: 'reading', id: worker.sent('set-transcript')[0]?.id ?? 0, reading: reading(1) });
    await typed;
    const controller = new AbortController();
    const cancelled = client.readRecording(new Blob(['x']), recordingOptions(controller.signal));
    await settle();
    worker.isHeldUp = true;
    vi.useFakeTimers();
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    // The next recording waits behind the loop.
    const next = client.readRecording(new Blob(['y']), recordingOptions()).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(worker.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(worker.terminated).toBe(true);
    expect(await next).toMatchObject({ code: 'engine-failed', message: expect.stringMatching(/Try again/) as string });

    await client.load(() => undefined);
    expect(lastWorker()).not.toBe(worker);
    expect(lastWorker().sent('load')).toMatchObject([{ transcript: 'leave me' }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lastWorker().terminated).toBe(false);
  });

  it('keeps a Worker that hears of an abort, however long it may read on', async () => {
    const { client, worker } = await loadedClient();
    vi.useFakeTimers();
    const controller = new AbortController();
    const cancelled = client.readRecording(new Blob(['x']), recordingOptions(controller.signal));
    await vi.advanceTimersByTimeAsync(0);
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(worker.sent('abort')).toHaveLength(1);
    expect(worker.terminated).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has words read anew that the Worker read with a voice that was called off in that moment', async () => {
    const { client, worker } = await loadedClient();
    const controller = new AbortController();
    const cancelled = client.readRecording(new Blob(['x']), recordingOptions(controller.signal));
    const typed = client.setTranscript('leave me');
    await settle();
    worker.isHeldUp = true;
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    const [{ id } = { id: 0 }] = worker.sent('read-recording');
    const [words] = worker.sent('set-transcript');
    // Both were on their way when it was called off.
    worker.send({ type: 'recording', id, recording: RECORDING, reading: reading(1), voice: named(id) });
    worker.send({ type: 'reading', id: words?.id ?? 0, reading: { ...reading(2), source: 'both' } });
    const [, again] = worker.sent('set-transcript');
    expect(again).toMatchObject({ transcript: 'leave me' });
    worker.send({ type: 'abort-heard', id });
    worker.send({ type: 'reading', id: again?.id ?? 0, reading: reading(3) });
    expect(await typed).toEqual(reading(3));
  });

  it('does not hold it against a new Worker that the former one crashed over an abort', async () => {
    const { client, worker } = await loadedClient();
    vi.useFakeTimers();
    const controller = new AbortController();
    const cancelled = client.readRecording(new Blob(['x']), recordingOptions(controller.signal));
    await vi.advanceTimersByTimeAsync(0);
    worker.isHeldUp = true;
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    worker.dispatchEvent(new Event('error'));
    await client.load(() => undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lastWorker()).not.toBe(worker);
    expect(lastWorker().terminated).toBe(false);
  });

  it('decodes in the page for the Worker, or says why not', async () => {
    const { client, worker } = await loadedClient();
    const claim = { sampleRate: 8_000, channels: 1, seconds: 1 };
    const file = new File(['x'], 'a.mp3');
    const options = recordingOptions();
    void client.readRecording(file, options).catch(() => undefined);
    await settle();
    const [{ id } = { id: 0 }] = worker.sent('read-recording');
    const decoded = { samples: Float32Array.of(1, 2), sampleRate: 8_000, channels: 1 };
    const refusal = { code: 'too-long', message: 'Too long.' } as const;
    pageDecoder.mockResolvedValueOnce(decoded);
    pageDecoder.mockRejectedValueOnce(new RecordingError(refusal.code, refusal.message));
    pageDecoder.mockRejectedValueOnce(new Error('EncodingError'));
    for (let count = 0; count < 3; count += 1) {
      worker.send({ type: 'decode-in-page', id, claim });
      await settle();
    }
    expect(pageDecoder).toHaveBeenLastCalledWith(file, claim, options.signal);
    expect(options.onProgress).toHaveBeenLastCalledWith({ stage: 'decoding', fraction: 0 });
    expect(worker.sent('decoded-in-page')).toEqual(
      [decoded, refusal, null].map((answer) => ({ type: 'decoded-in-page', id, decoded: answer })),
    );
  });

  it('takes voice, words and numbering to a new Worker after a crash', async () => {
    const { client, worker } = await clientWithVoice(7);
    const typed = client.setTranscript('leave me alone');
    await settle();
    worker.dispatchEvent(new Event('error'));
    await expect(typed).rejects.toMatchObject({ code: 'engine-failed' });
    expect(worker.terminated).toBe(true);

    await client.load(() => undefined);
    expect(lastWorker()).not.toBe(worker);
    expect(lastWorker().sent('load')).toMatchObject([{ voice: VOICE, transcript: 'leave me alone', firstSequence: 8 }]);

    // What the former one still has to say is not the new one's failure.
    worker.dispatchEvent(new Event('error'));
    expect(lastWorker().terminated).toBe(false);
  });

  it('says once that a newer model has not heard the voice, and forgets it', async () => {
    const onVoiceLost = vi.fn();
    const { client, worker } = await clientWithVoice(1, onVoiceLost);
    worker.dispatchEvent(new Event('error'));
    const loading = client.load(() => undefined);
    lastWorker().isOfNewerModel = true;
    await loading;
    await client.load(() => undefined);
    expect(onVoiceLost).toHaveBeenCalledTimes(1);
    expect(await toldAfterCrash(client, lastWorker())).toMatchObject([{ voice: null }]);
  });

  it('starts afresh after a failed load', async () => {
    const client = newClient();
    const failing = vi.spyOn(FakeWorker.prototype, 'postMessage').mockImplementation(function (
      this: FakeWorker,
      request,
    ) {
      this.send({ type: 'failed', id: request.id, failure: { code: 'model-missing', message: 'Gone.' } });
    });
    await expect(client.load(() => undefined)).rejects.toMatchObject({ code: 'model-missing' });
    failing.mockRestore();
    expect(await client.load(() => undefined)).toEqual(MODEL);
    expect(workers).toHaveLength(2);
  });

  it('hands the port of live sound to the Worker, tells what it hears, and ends it', async () => {
    const { client, worker } = await loadedClient();
    const { port1, port2 } = new MessageChannel();
    const [onLive, onFailure] = [vi.fn(), vi.fn()];
    const session = client.listen(port2, { onLive, onFailure });
    await settle();
    const [{ id, port } = { id: 0, port: null }] = worker.sent('listen');
    expect(port).toBe(port2);
    worker.send({ type: 'live', id, live: liveReading(41) });
    expect(onLive).toHaveBeenCalledWith(liveReading(41));
    session.stop();
    session.stop();
    expect(worker.sent('abort')).toEqual([{ type: 'abort', id }]);
    worker.send({ type: 'live', id, live: liveReading(42) });
    expect(onLive).toHaveBeenCalledTimes(1);
    port1.close();

    // A Worker started afresh goes on with the numbering.
    expect(await toldAfterCrash(client, worker)).toMatchObject([{ firstSequence: 42 }]);
    expect(onFailure).not.toHaveBeenCalled();
  });

  it('tells once that live reading has failed', async () => {
    const { client, worker } = await loadedClient();
    const onFailure = vi.fn();
    const { port1, port2 } = new MessageChannel();
    client.listen(port2, { onLive: vi.fn(), onFailure });
    await settle();
    worker.dispatchEvent(new Event('error'));
    expect(onFailure).toHaveBeenCalledTimes(1);
    expect(onFailure.mock.calls[0]?.[0]).toMatchObject({ name: 'InferenceError', code: 'engine-failed' });
    port1.close();
  });

  it('lets go of the port when live reading cannot begin', async () => {
    const client = newClient();
    const failing = vi.spyOn(FakeWorker.prototype, 'postMessage').mockImplementation(function (
      this: FakeWorker,
      request,
    ) {
      this.send({ type: 'failed', id: request.id, failure: { code: 'model-missing', message: 'Gone.' } });
    });
    const loading = client.load(() => undefined).catch(() => undefined);
    const { port1, port2 } = new MessageChannel();
    // Whoever sends to a port that is neither read nor closed fills the memory.
    const isClosed = new Promise((resolve) => port1.addEventListener('close', resolve));
    const onFailure = vi.fn();
    client.listen(port2, { onLive: vi.fn(), onFailure });
    await loading;
    await isClosed;
    expect(onFailure).toHaveBeenCalledTimes(1);
    failing.mockRestore();
  });

  it('keeps the voice that could not be cleared', async () => {
    const { client, worker } = await clientWithVoice();
    const cleared = client.clearVoice();
    await settle();
    const [{ id } = { id: 0 }] = worker.sent('clear-voice');
    worker.send({ type: 'failed', id, failure: { code: 'engine-failed', message: 'The neural network stopped.' } });
    await expect(cleared).rejects.toMatchObject({ code: 'engine-failed' });
    expect(await toldAfterCrash(client, worker)).toMatchObject([{ voice: VOICE }]);
  });

  it('forgets the voice that was cleared', async () => {
    const { client, worker } = await clientWithVoice();
    const cleared = client.clearVoice();
    await settle();
    worker.send({ type: 'reading', id: worker.sent('clear-voice')[0]?.id ?? 0, reading: reading(2) });
    await cleared;
    expect(await toldAfterCrash(client, worker)).toMatchObject([{ voice: null, firstSequence: 3 }]);
  });

  it('keeps a voice that comes while the one before it is being cleared', async () => {
    const { client, worker } = await clientWithVoice();
    const [{ id: first } = { id: 0 }] = worker.sent('read-recording');
    const read = client.readRecording(new Blob(['y']), recordingOptions());
    const cleared = client.clearVoice();
    await settle();
    const [{ id: clear, readBy } = { id: 0, readBy: 0 }] = worker.sent('clear-voice');
    expect(readBy).toBe(first);
    const { id } = worker.sent('read-recording')[1] ?? { id: 0 };
    const next = named(id, { ...VOICE, embeddings: [Float32Array.of(2)] });
    worker.send({ type: 'recording', id, recording: RECORDING, reading: reading(2), voice: next });
    worker.send({ type: 'reading', id: clear, reading: reading(3) });
    await Promise.all([read, cleared]);
    expect(await toldAfterCrash(client, worker)).toMatchObject([{ voice: next }]);
  });

  it('tells of a change of backend, and from then on gives the model with it', async () => {
    const onEngineChange = vi.fn();
    const client = newClient({ onEngineChange });
    expect(await client.load(() => undefined)).toEqual(MODEL);
    const worker = lastWorker();
    worker.send({ type: 'engine-changed', engine: SLOWER });
    expect(onEngineChange).toHaveBeenCalledWith(SLOWER);
    expect(await client.load(() => undefined)).toEqual({ ...MODEL, engine: SLOWER });
    expect(workers).toHaveLength(1);

    // A new Worker begins on its own engine, whatever the former one still has to say.
    worker.dispatchEvent(new Event('error'));
    const again = client.load(() => undefined);
    worker.send({ type: 'engine-changed', engine: SLOWER });
    expect(await again).toEqual(MODEL);
    expect(onEngineChange).toHaveBeenCalledTimes(1);
  });

  it('says so when the Worker’s script does not arrive, and tries anew', async () => {
    const silent = vi.spyOn(FakeWorker.prototype, 'postMessage').mockImplementation(() => undefined);
    const client = newClient();
    const loading = client.load(() => undefined);
    lastWorker().dispatchEvent(new Event('error'));
    await expect(loading).rejects.toMatchObject({
      code: 'model-unreachable',
      message: expect.stringMatching(/could not be fetched.*connection.*try again.*reload/) as string,
    });
    silent.mockRestore();
    expect(await client.load(() => undefined)).toEqual(MODEL);
    expect(workers).toHaveLength(2);
  });

  it('blames no connection for a Worker that arrives and fails', async () => {
    const silent = vi.spyOn(FakeWorker.prototype, 'postMessage').mockImplementation(() => undefined);
    const loading = newClient().load(() => undefined);
    // An ErrorEvent, which Node does not have.
    lastWorker().dispatchEvent(Object.assign(new Event('error'), { message: 'x is not defined' }));
    await expect(loading).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringContaining('The neural network stopped working (x is not defined).') as string,
    });
    silent.mockRestore();
  });

  it('starts a new Worker when one could not fetch the part it must move to', async () => {
    const { client, worker } = await loadedClient();
    const first = client.setTranscript('leave');
    const second = client.setTranscript('leave me');
    await settle();
    const failure = { code: 'model-unreachable', message: 'Not fetched.' } as const;
    worker.send({ type: 'failed', id: worker.sent('set-transcript')[0]?.id ?? 0, failure });
    await expect(first).rejects.toMatchObject(failure);
    // What was typed meanwhile fails by the same cause, and is told the same.
    await expect(second).rejects.toMatchObject(failure);
    expect(worker.terminated).toBe(true);

    await client.load(() => undefined);
    expect(workers).toHaveLength(2);
    expect(lastWorker().sent('load')).toMatchObject([{ transcript: 'leave me' }]);
  });

  it('starts afresh after a Worker that the browser refused to start', async () => {
    const createWorker = vi.fn(() => new FakeWorker() as unknown as Worker);
    createWorker.mockImplementationOnce(() => {
      throw new DOMException('refused', 'SecurityError');
    });
    const client = new InferenceClient({ modelUrl: './model/', createWorker });
    await expect(client.load(() => undefined)).rejects.toMatchObject({ code: 'engine-failed' });
    expect(await client.load(() => undefined)).toEqual(MODEL);
  });

  it('is loaded anew though it crashed while it was being loaded', async () => {
    const client = newClient();
    const first = client.load(() => undefined);
    lastWorker().dispatchEvent(new MessageEvent('messageerror'));
    const second = client.load(() => undefined);
    await expect(first).rejects.toMatchObject({ code: 'engine-failed' });
    await expect(second).resolves.toMatchObject(MODEL);
    expect(lastWorker().terminated).toBe(false);
  });

  it('refuses work before it is loaded', async () => {
    await expect(newClient().setTranscript('a')).rejects.toMatchObject({ code: 'engine-failed' });
    await expect(newClient().clearVoice()).rejects.toMatchObject({ code: 'engine-failed' });
  });
});

describe('backendInAddress', () => {
  it.each([
    ['', null],
    ['?backend=webgl', 'webgl'],
    ['?a=1&backend=wasm', 'wasm'],
    ['?backend=gpu', null],
  ])('%s', (search, backend) => {
    expect(backendInAddress(search)).toBe(backend);
  });
});
