/** The inference Worker: keeps model, voice and words, and answers the page. Everything slow happens here. */
import { bytesOfBlob } from '../capture/byteSource';
import type { DecodedSound, SoundClaim } from '../capture/decodeRecording';
import type { FramesMessage } from '../capture/listeningMessages';
import { RECORDING_ERRORS, RecordingError } from '../capture/recordingError';
import { modelFetcher } from './fetchModelFile';
import { InferenceError, isOfMissingPart, partUnreachable, sentErrorOf } from './inferenceError';
import { LiveReader } from './live';
import { fingerprintOf } from './manifest';
import { readModelBundle } from './modelFiles';
import type {
  Engine,
  MessageFromWorker,
  NamedVoice,
  Progress,
  Reading,
  Refusal,
  RequestToWorker,
  Voice,
} from './protocol';
import type { MoodReader } from './reader';
import { besideVoice, type Words } from './words';

type Load = Extract<RequestToWorker, { type: 'load' }>;
type ClearVoice = Extract<RequestToWorker, { type: 'clear-voice' }>;
type Listen = Extract<RequestToWorker, { type: 'listen' }>;
type Loaded = Omit<Extract<MessageFromWorker, { type: 'loaded' }>, 'type' | 'id'>;
type ReadRecording = Extract<RequestToWorker, { type: 'read-recording' }>;

/** What the Worker knows once the model is loaded. */
interface Session {
  readonly reader: MoodReader;
  /** Of the model. */
  readonly fingerprint: string;
  voice: NamedVoice | null;
  /** What the newest recording took the place of, in case it turns out to have been aborted. */
  replaced: { readonly id: number; readonly voice: NamedVoice | null } | null;
  words: Words | null;
  nextSequence: number;
  /** Settles when nothing is being read that the page waits for. Live readings take no turns: they have no such voice. */
  turn: Promise<unknown>;
}

let session: Session | null = null;
/** Work that can be aborted, by the id of its request. */
const running = new Map<number, AbortController>();
const pageDecodings = new Map<number, (decoded: DecodedSound | Refusal | null) => void>();

self.addEventListener('message', ({ data }: MessageEvent<RequestToWorker>) => {
  answer(data).catch((error: unknown) => send({ type: 'failed', id: data.id, failure: sentErrorOf(error) }));
});

async function answer(request: RequestToWorker): Promise<void> {
  switch (request.type) {
    case 'load':
      return send({ type: 'loaded', id: request.id, ...(await load(request)) });
    case 'set-transcript':
      return send({ type: 'reading', id: request.id, reading: await setTranscript(request.transcript) });
    case 'clear-voice':
      return send({ type: 'reading', id: request.id, reading: await clearVoice(request) });
    case 'read-recording':
      return readRecording(request);
    case 'listen':
      return listen(request);
    case 'abort':
      return abort(request.id);
    case 'decoded-in-page':
      return pageDecodings.get(request.id)?.(request.decoded);
  }
}

async function load({ id, modelUrl, backend, firstSequence, voice, transcript }: Load): Promise<Loaded> {
  const onProgress = (stage: Progress['stage']) => (fraction: number) =>
    send({ type: 'progress', id, progress: { stage, fraction } });
  const arriving = readModelBundle(modelFetcher(modelUrl), onProgress('downloading the model'));
  const changes: Engine[] = [];
  const starting = largeParts().then(async ([{ startBrowserNetwork }, { MoodReader }]) => {
    const started = await startBrowserNetwork(arriving, {
      forced: backend,
      onWarmUp: onProgress('warming up'),
      onEngineChange: (changed) => {
        changes.push(changed);
        send({ type: 'engine-changed', engine: changed });
      },
    });
    return { MoodReader, ...started };
  });
  const [{ manifest, vocabulary }, { network, engine, MoodReader }] = await Promise.all([arriving, starting]);
  const reader = new MoodReader(network, vocabulary, manifest);
  const [words = null] = await reader.embedTranscripts([transcript]);
  const fingerprint = fingerprintOf(manifest);
  // The host may have been given a newer model since.
  const isVoiceForeign = voice !== null && voice.heardBy !== fingerprint;
  session = {
    reader,
    fingerprint,
    voice: isVoiceForeign ? null : voice,
    replaced: null,
    words,
    nextSequence: firstSequence,
    turn: Promise.resolve(),
  };
  const model = {
    // The words have been read since the start, and the graphics driver may have gone away over them.
    engine: changes.at(-1) ?? engine,
    modelName: manifest.name,
    modelVersion: manifest.version,
    sureFrom: manifest.sureFrom,
  };
  return { model, isVoiceForeign };
}

/** tfjs and mediabunny, which are most of the code: imported here so that the model comes beside them, not after them. */
function largeParts() {
  return Promise.all([import('./browserNetwork'), import('./reader')]).catch((error: unknown) => {
    throw isOfMissingPart(error) ? partUnreachable(error) : error;
  });
}

async function setTranscript(transcript: string): Promise<Reading> {
  const current = loaded();
  const [words = null] = await current.reader.embedTranscripts([transcript]);
  current.words = words;
  return inTurn(current, () => readWith(current, () => current.voice));
}

/** Reads without the voice that the page means, which is gone then; with another one where that has taken its place. */
async function clearVoice({ readBy }: ClearVoice): Promise<Reading> {
  const current = loaded();
  return inTurn(current, async () => {
    const isMeant = (voice: NamedVoice | null): boolean => voice?.readBy === readBy;
    const reading = await readWith(current, () => (isMeant(current.voice) ? null : current.voice));
    // It may be there again by now, or come back yet, when the other turns out to have been aborted.
    if (isMeant(current.voice)) current.voice = null;
    if (current.replaced && isMeant(current.replaced.voice)) current.replaced = { ...current.replaced, voice: null };
    return reading;
  });
}

/**
 * Has readings follow each other, so that none is of a voice of which it is not certain yet that it stays. A reading that
 * fails changes nothing.
 */
function inTurn<Result>(current: Session, reading: () => Promise<Result>): Promise<Result> {
  const result = current.turn.then(reading);
  current.turn = result.catch(() => undefined);
  return result;
}

async function readRecording({ id, file }: ReadRecording): Promise<void> {
  const current = loaded();
  const controller = new AbortController();
  running.set(id, controller);
  const onProgress = (stage: Progress['stage'], fraction: number) =>
    send({ type: 'progress', id, progress: { stage, fraction } });
  try {
    onProgress('decoding', 0);
    const { voice, heardSeconds, decoded } = await current.reader.readVoice(bytesOfBlob(file), {
      signal: controller.signal,
      onProgress: (fraction) => onProgress('analysing', fraction),
      decodeOtherwise: (claim) => decodeInPage(id, claim, controller.signal),
    });
    const named = { ...voice, readBy: id, heardBy: current.fingerprint };
    const reading = await inTurn(current, async () => {
      const ofVoice = await read(current, named);
      if (controller.signal.aborted) throw RECORDING_ERRORS.aborted();
      current.replaced = { id, voice: current.voice };
      current.voice = named;
      return ofVoice;
    });
    const recording = { ...decoded, heardSeconds };
    send({ type: 'recording', id, recording, reading, voice: named });
  } finally {
    running.delete(id);
  }
}

/** The page has given up a request, whose recording may have become the voice already. */
function abort(id: number): void {
  running.get(id)?.abort();
  if (session?.replaced?.id === id) {
    session.voice = session.replaced.voice;
    session.replaced = null;
  }
  send({ type: 'abort-heard', id });
}

/** Reads the worklet's frames as they come. Says 'failed' when the network does, and nothing afterwards. */
function listen({ id, port }: Listen): void {
  const current = loaded();
  const controller = new AbortController();
  running.set(id, controller);
  const live = new LiveReader({
    read: (windows) => current.reader.readEach(windows, current.words),
    words: () => besideVoice(current.words),
    nextSequence: () => takeSequence(current),
    onLive: (reading) => send({ type: 'live', id, live: reading }),
    onFailure: (error) => {
      controller.abort();
      send({ type: 'failed', id, failure: sentErrorOf(error) });
    },
  });
  controller.signal.addEventListener('abort', () => {
    running.delete(id);
    live.stop();
    port.close();
  });
  port.onmessage = ({ data }: MessageEvent<FramesMessage>): void => live.push(data);
}

/** Asks the main thread to decode the file of request `id`. */
async function decodeInPage(id: number, claim: SoundClaim | null, signal: AbortSignal): Promise<DecodedSound> {
  // The page would not answer, and the signal says nothing a second time.
  if (signal.aborted) throw RECORDING_ERRORS.aborted();
  return new Promise<DecodedSound>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(RECORDING_ERRORS.aborted()));
    pageDecodings.set(id, (decoded) => {
      if (decoded === null) reject(new Error('The page cannot decode it either.'));
      else if ('code' in decoded) reject(new RecordingError(decoded.code, decoded.message));
      else resolve(decoded);
    });
    send({ type: 'decode-in-page', id, claim });
  }).finally(() => pageDecodings.delete(id));
}

/** Reads with the voice that is chosen: anew when that is another by then, as an abort waits for no turn. */
async function readWith(current: Session, chosen: () => Voice | null): Promise<Reading> {
  const voice = chosen();
  const reading = await read(current, voice);
  return chosen() === voice ? reading : readWith(current, chosen);
}

/** Numbered when it is begun: a reading of an older state has a lower number, however late it comes. */
async function read(current: Session, voice: Voice | null): Promise<Reading> {
  const sequence = takeSequence(current);
  const { words } = current;
  return { sequence, ...(await current.reader.read(voice, words)), wordsUnknown: words?.areKnown === false };
}

function takeSequence(current: Session): number {
  const sequence = current.nextSequence;
  current.nextSequence += 1;
  return sequence;
}

function loaded(): Session {
  if (session === null)
    throw new InferenceError('engine-failed', 'The model is not loaded yet. Wait a moment and try again.');
  return session;
}

function send(message: MessageFromWorker): void {
  self.postMessage(message);
}
