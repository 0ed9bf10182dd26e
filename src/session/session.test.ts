/** The session against a network made of promises that the test settles by hand. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { microphoneError } from '../capture/microphoneError';
import { Take } from '../capture/take';
import {
  InferenceError,
  type LiveOptions,
  type LiveSession,
  type LoadedModel,
  type RecordingReading,
} from '../inference/client';
import type { MicrophoneEvent, Microphones, OpenMicrophone } from './microphones';
import { SAMPLES } from './samples';
import { createSession, type Reader } from './session';
import {
  holdsUnsavedTake,
  isBusy,
  noticeOf,
  type LiveReading,
  type MicrophoneDevice,
  type Progress,
  type Reading,
} from './state';
import { MICROPHONE_DETAILS, SURE_FROM } from './testing';

const MODEL: LoadedModel = {
  engine: { backend: 'wasm', renderer: null, fallbackReason: 'There is no WebGL here.' },
  modelName: 'stsam',
  modelVersion: '1',
  sureFrom: SURE_FROM,
};
const EVEN = Array<number>(8).fill(1 / 8);

interface Job {
  readonly file: Blob;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

class FakeReader implements Reader {
  readonly transcripts: string[] = [];
  readonly jobs: Job[] = [];
  readonly lives: (LiveOptions & { stopped: boolean })[] = [];
  loads = 0;
  /** Until this is done, the network is on its way. */
  arriving: Promise<void> = Promise.resolve();
  loadError: Error | null = null;
  wordsError: Error | null = null;
  cleared = 0;
  clearError: Error | null = null;
  private sequence = 0;

  load(onProgress: (progress: Progress) => void): Promise<LoadedModel> {
    this.loads += 1;
    onProgress({ stage: 'downloading the model', fraction: 0.5 });
    return this.loadError === null ? this.arriving.then(() => MODEL) : Promise.reject(this.loadError);
  }

  setTranscript(text: string): Promise<Reading> {
    this.transcripts.push(text);
    return this.wordsError === null ? Promise.resolve(this.next('words')) : Promise.reject(this.wordsError);
  }

  readRecording(
    file: Blob,
    options: { signal: AbortSignal; onProgress: (progress: Progress) => void },
  ): Promise<RecordingReading> {
    return new Promise((resolve, reject) => {
      const recording = {
        durationSeconds: 1,
        sampleRate: 16000,
        channels: 1,
        heardSeconds: 1,
        notice: null,
      };
      this.jobs.push({
        file,
        ...options,
        succeed: () => resolve({ recording, reading: this.next('voice') }),
        fail: reject,
      });
      options.signal.addEventListener('abort', () => reject(new InferenceError('aborted', 'Stopped.')));
    });
  }

  listen(_port: MessagePort, options: LiveOptions): LiveSession {
    const live = { ...options, stopped: false };
    this.lives.push(live);
    return {
      stop() {
        live.stopped = true;
      },
    };
  }

  clearVoice(): Promise<Reading> {
    this.cleared += 1;
    return this.clearError === null ? Promise.resolve(this.next('nothing')) : Promise.reject(this.clearError);
  }

  private next(source: Reading['source']): Reading {
    this.sequence += 1;
    return { sequence: this.sequence, source, probabilities: EVEN };
  }
}

/** Microphones that open when the test says so. */
class FakeMicrophones implements Microphones {
  error: Error | null = null;
  label = MICROPHONE_DETAILS.label;
  chosen: string | null = null;
  stops = 0;
  resumes = 0;
  ports = 0;
  tell: (event: MicrophoneEvent) => void = () => undefined;
  plug: (microphones: MicrophoneDevice[]) => void = () => undefined;
  readonly take = new Take();

  readonly open: Microphones['open'] = ({ deviceId, onEvent, signal }) => {
    this.chosen = deviceId;
    this.tell = onEvent;
    if (this.error !== null) return Promise.reject(this.error);
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(microphoneError('aborted')));
      setTimeout(() => resolve(this.opened()), ASKING_MILLISECONDS);
    });
  };

  readonly prepare = () => Promise.resolve();

  readonly list = () => Promise.resolve([{ deviceId: 'a', label: 'a microphone' }]);

  readonly watch: Microphones['watch'] = (onChange) => {
    this.plug = onChange;
  };

  private opened(): OpenMicrophone {
    const { take } = this;
    return {
      details: { ...MICROPHONE_DETAILS, label: this.label, chosenDeviceMissing: this.chosen === 'gone' },
      analyser: { getFloatTimeDomainData: (into) => void into.fill(0.5) },
      get seconds() {
        return take.seconds;
      },
      openFrames: () => {
        this.ports += 1;
        return new MessageChannel().port1;
      },
      resume: () => {
        this.resumes += 1;
        return Promise.resolve();
      },
      stop: () => {
        this.stops += 1;
        return Promise.resolve(take);
      },
    };
  }
}

/** How long somebody takes to allow the microphone. */
const ASKING_MILLISECONDS = 1000;
const SECOND_OF_SOUND = new Int16Array(16_000).fill(1000);
const NO_SOUND = new Int16Array(0);

function make(missingFeature: string | null = null, rememberedMicrophone: string | null = null) {
  const reader = new FakeReader();
  const microphones = new FakeMicrophones();
  const remembered: (string | null)[] = [];
  const preference = { read: () => rememberedMicrophone, write: (id: string | null) => void remembered.push(id) };
  const session = createSession({ reader, microphones, preference, missingFeature });
  return { reader, microphones, remembered, session, state: () => session.store.getState() };
}

type Made = ReturnType<typeof make>;

/** The same, with the microphone allowed and something spoken. */
async function makeListening(spoken = SECOND_OF_SOUND) {
  const made = make();
  await listen(made);
  made.microphones.take.push(spoken);
  return made;
}

/** Starts listening, and allows it. */
async function listen({ session }: Pick<Made, 'session'>): Promise<void> {
  const started = session.startListening();
  await rest(ASKING_MILLISECONDS);
  await started;
}

/** Has a file read to its end. */
async function read({ session, reader }: Pick<Made, 'session' | 'reader'>, file: File): Promise<void> {
  const reading = session.readFile(file);
  await rest();
  reader.jobs.at(-1)?.succeed();
  await reading;
}

/** Lets timers of `milliseconds` and all promises behind them run. */
async function rest(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

// Of different sizes, as to `toEqual` files of one size are equal.
const A = new File(['a'], 'a.wav');
const B = new File(['bb'], 'b.wav');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('typing', () => {
  it('is read once the keyboard rests, with the newest text only, and shows that it works from the first key', async () => {
    const { reader, session, state } = make();
    session.type('I');
    session.type('I am');
    expect(state()).toMatchObject({ transcript: 'I am', wordsPending: true });
    await rest(200);
    expect(reader.transcripts).toEqual(['I am']);
    expect(state()).toMatchObject({ wordsPending: false, reading: { source: 'words' } });
  });

  it('never runs the voice branch', async () => {
    const made = make();
    const { reader, session } = made;
    await read(made, A);
    session.type('hello');
    await rest(200);
    expect(reader.jobs).toHaveLength(1);
    expect(reader.transcripts).toEqual(['hello']);
  });

  it('after the model failed waits for "Try again", and is then read', async () => {
    const { reader, session, state } = make();
    reader.loadError = new InferenceError('model-missing', 'No model. Put it there.');
    await session.preload();
    session.type('hello');
    await rest(500);
    expect(reader.loads).toBe(1);
    expect(state()).toMatchObject({
      transcript: 'hello',
      failure: { message: 'No model. Put it there.', retryable: true },
    });
    reader.loadError = null;
    await session.retry();
    expect(reader.transcripts).toEqual(['hello']);
    expect(state()).toMatchObject({ failure: null, model: { status: 'ready' } });
  });

  it('goes on after the failure of the model was dismissed', async () => {
    const { reader, session, state } = make();
    reader.loadError = new InferenceError('model-unreachable', 'No connection. Check it.');
    await session.preload();
    session.dismissFailure();
    session.type('hello');
    await rest(200);
    expect(reader.loads).toBe(2);
    expect(state()).toMatchObject({ failure: { message: 'No connection. Check it.' }, wordsPending: false });
  });

  it('that the engine fails on is read by a retry', async () => {
    const { reader, session, state } = make();
    reader.wordsError = new InferenceError('engine-failed', 'The network stopped.');
    session.type('hello');
    await rest(200);
    expect(state()).toMatchObject({ failure: { retryable: true }, wordsPending: false });
    reader.wordsError = null;
    await session.retry();
    expect(reader.transcripts).toEqual(['hello', 'hello']);
    expect(state()).toMatchObject({ failure: null, reading: { source: 'words' } });
  });
});

describe('a recording', () => {
  it('aborts the one before it, whose answer is dropped', async () => {
    const { reader, session, state } = make();
    const first = session.readFile(A);
    await rest();
    const second = session.readFile(B);
    await rest();
    expect(reader.jobs[0]?.signal.aborted).toBe(true);
    reader.jobs[1]?.succeed();
    await Promise.all([first, second]);
    expect(state()).toMatchObject({ phase: 'idle', failure: null });
    expect(state().recording?.file).toBe(B);
  });

  it('can be cancelled while it is read, and while the model is on its way', async () => {
    const { reader, session, state } = make();
    const early = session.readFile(A);
    session.cancel();
    await early;
    expect(reader.jobs).toHaveLength(0);
    const late = session.readFile(A);
    await rest();
    session.cancel();
    await late;
    expect(reader.jobs[0]?.signal.aborted).toBe(true);
    expect(state()).toMatchObject({ phase: 'idle', failure: null, notice: 'Stopped reading a.wav.' });
  });

  it('that is damaged is not tried again, one that met a broken engine is', async () => {
    const { reader, session, state } = make();
    const damaged = session.readFile(A);
    await rest();
    reader.jobs[0]?.fail(new InferenceError('damaged', 'It is damaged. Use another.'));
    await damaged;
    expect(state().failure).toMatchObject({ message: 'It is damaged. Use another.', retryable: false, file: A });

    const unlucky = session.readFile(B);
    await rest();
    reader.jobs[1]?.fail(new InferenceError('engine-failed', 'The network stopped.'));
    await unlucky;
    expect(state().failure).toMatchObject({ retryable: true, file: B });
    const again = session.retry();
    await rest();
    reader.jobs[2]?.succeed();
    await again;
    expect(reader.jobs[2]?.file).toBe(B);
    expect(state()).toMatchObject({ recording: { file: B }, failure: null });
  });

  it('can be removed', async () => {
    const made = make();
    const { reader, session, state } = made;
    await read(made, A);
    await session.removeRecording();
    expect(reader.cleared).toBe(1);
    expect(state()).toMatchObject({ recording: null, reading: { source: 'nothing' } });
  });

  it('can be removed in place of a retry, which the words that the engine failed on then need no more', async () => {
    const made = make();
    const { reader, session, state } = made;
    await read(made, A);
    reader.wordsError = new InferenceError('engine-failed', 'The network stopped.');
    session.type('hello');
    await rest(200);
    reader.wordsError = null;
    await session.removeRecording();
    await rest();
    expect(state()).toMatchObject({ recording: null, failure: null, wordsRead: 'hello', wordsPending: false });
  });

  it('of several dropped is the first, and of none there is a sentence', async () => {
    const { reader, session, state } = make();
    const reading = session.readDropped([A, B]);
    await rest();
    expect(reader.jobs.map((job) => job.file)).toEqual([A]);
    expect(state().notice).toBe('One at a time: of 2 files, this reads a.wav.');
    reader.jobs[0]?.succeed();
    await reading;
    await session.readDropped([]);
    expect(state().failure?.message).toContain('Drop an audio file');
  });

  it('of several dropped is the first that looks like a recording, wherever it lies', async () => {
    const { reader, session, state } = make();
    const letter = new File(['Dear John,'], 'letter.txt', { type: 'text/plain' });
    const reading = session.readDropped([letter, B, A]);
    await rest();
    expect(reader.jobs.map((job) => job.file)).toEqual([B]);
    expect(state().notice).toBe('One at a time: of 3 files, this reads b.wav.');
    reader.jobs[0]?.succeed();
    await reading;
  });
});

describe('a sample', () => {
  const [sample] = SAMPLES;
  if (sample === undefined) throw new Error('There are no samples.');

  beforeEach(() => void vi.stubGlobal('fetch', () => Promise.resolve(new Response('RIFF and sound'))));

  /** Has the sample come no sooner than the returned function is called. */
  function holdUp(): () => void {
    let arrive: (response: Response) => void = () => undefined;
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => (arrive = resolve)));
    return () => arrive(new Response('RIFF and sound'));
  }

  const tryIn = async ({ reader, session }: Made): Promise<void> => {
    const tried = session.trySample(sample);
    await rest();
    reader.jobs.at(-1)?.succeed();
    await tried;
    await rest(200);
  };

  it('brings its words along', async () => {
    const made = make();
    await tryIn(made);
    expect(made.state()).toMatchObject({ transcript: sample.words, phase: 'idle' });
    // Without a type Safari does not play it.
    expect(made.state().recording?.file.type).toBe('audio/wav');
    expect(made.reader.transcripts.at(-1)).toBe(sample.words);
  });

  it.each(['is called off', 'fails'])('that %s leaves none of its words beside the voice before it', async (end) => {
    const made = make();
    const { session, state, reader } = made;
    await read(made, A);
    const tried = session.trySample(sample);
    await rest(200);
    expect(state()).toMatchObject({ phase: 'analysing', transcript: '' });
    if (end === 'is called off') session.cancel();
    else reader.jobs[1]?.fail(new InferenceError('engine-failed', 'It broke.'));
    await tried;
    await rest(200);
    expect(state()).toMatchObject({ transcript: '', recording: { file: A } });
  });

  it.each(['', 'the words of another sample'])(
    'that is read by a retry has its words in place of "%s"',
    async (before) => {
      const { session, state, reader } = make();
      const names = before === '' ? [] : [{ ...sample, fileName: 'other.wav', words: before }];
      for (const each of [...names, sample]) {
        const tried = session.trySample(each);
        await rest(200);
        if (each === sample) reader.jobs.at(-1)?.fail(new InferenceError('engine-failed', 'It broke.'));
        else reader.jobs.at(-1)?.succeed();
        await tried;
        await rest(200);
      }
      expect(state().transcript).toBe(before);
      const retried = session.retry();
      await rest(200);
      reader.jobs.at(-1)?.succeed();
      await retried;
      expect(state()).toMatchObject({ transcript: sample.words, recording: { file: { name: sample.fileName } } });
    },
  );

  it('that is read again by a newer model keeps its words', async () => {
    const made = make();
    await tryIn(made);
    const { session, state, reader } = made;
    session.voiceLost();
    const again = session.readFile(state().recording?.file ?? A);
    await rest();
    expect(state().transcript).toBe(sample.words);
    reader.jobs[1]?.succeed();
    await again;
    expect(state()).toMatchObject({ transcript: sample.words, recording: { isForgotten: false } });
  });

  it('never overwrites what somebody typed', async () => {
    const made = make();
    made.session.type('my own words');
    await tryIn(made);
    expect(made.state().transcript).toBe('my own words');
  });

  it.each(['a file', 'the microphone'])('leaves none of its words beside a voice from %s', async (source) => {
    const made = make();
    await tryIn(made);
    const begun = source === 'a file' ? made.session.readFile(A) : made.session.startListening();
    expect(made.state().transcript).toBe('');
    await rest(ASKING_MILLISECONDS);
    expect(made.reader.transcripts.at(-1)).toBe('');
    made.reader.jobs.at(-1)?.succeed();
    await begun;
  });

  it.each(['a file', 'the microphone'])('has its words back when no voice comes from %s', async (source) => {
    const made = make();
    await tryIn(made);
    made.microphones.error = microphoneError('permission-denied');
    const begun = source === 'a file' ? made.session.readFile(A) : made.session.startListening();
    await rest();
    made.reader.jobs.at(-1)?.fail(new InferenceError('damaged', 'It is damaged.'));
    await begun;
    expect(made.state().transcript).toBe(sample.words);
    await rest(200);
    expect(made.reader.transcripts.at(-1)).toBe(sample.words);
    // They are still the sample's, and what happened is still said.
    expect(made.state().failure).not.toBeNull();
    void made.session.readFile(B);
    expect(made.state().transcript).toBe('');
  });

  it('has its words back when the file or the microphone is called off, and not before', async () => {
    const made = make();
    await tryIn(made);
    const first = made.session.readFile(A);
    await rest();
    const second = made.session.readFile(B);
    await first;
    expect(made.state().transcript).toBe('');
    made.session.cancel();
    await second;
    expect(made.state()).toMatchObject({ transcript: sample.words, notice: 'Stopped reading b.wav.' });
    await listen(made);
    expect(made.state().transcript).toBe('');
    await made.session.stopListening();
    expect(made.state()).toMatchObject({ transcript: sample.words, notice: 'Nothing was recorded.' });
  });

  it('has its words back when the microphone goes away before anything was said', async () => {
    const made = make();
    await tryIn(made);
    await listen(made);
    expect(made.state().transcript).toBe('');
    made.microphones.tell({ type: 'ended', error: microphoneError('device-lost') });
    await rest();
    expect(made.state()).toMatchObject({ transcript: sample.words, recording: { file: { name: sample.fileName } } });
  });

  it('has none of its words back beside a file that a retry reads, or words of the person’s own', async () => {
    const made = make();
    await tryIn(made);
    const reading = made.session.readFile(A);
    await rest();
    made.reader.jobs.at(-1)?.fail(new InferenceError('engine-failed', 'The network stopped.'));
    await reading;
    const retried = made.session.retry();
    await rest();
    expect(made.state().transcript).toBe('');
    made.session.type('my own words');
    made.session.cancel();
    await retried;
    expect(made.state().transcript).toBe('my own words');
  });

  it.each(['a file follows', 'it is removed'])('whose words somebody went on with leaves them when %s', async (end) => {
    const made = make();
    await tryIn(made);
    made.session.type(`${sample.words} Go!`);
    if (end === 'it is removed') await made.session.removeRecording();
    else await read(made, A);
    expect(made.state().transcript).toBe(`${sample.words} Go!`);
  });

  it('takes its words along when it is removed, and keeps them when it cannot be', async () => {
    const made = make();
    await tryIn(made);
    const { session, state, reader } = made;
    reader.clearError = new InferenceError('engine-failed', 'The network stopped.');
    await session.removeRecording();
    expect(state()).toMatchObject({ transcript: sample.words, recording: { file: { name: sample.fileName } } });
    reader.clearError = null;
    await session.removeRecording();
    expect(state()).toMatchObject({ transcript: '', recording: null });
    await rest(200);
    expect(reader.transcripts.at(-1)).toBe('');
    expect(state()).toMatchObject({ transcript: '', wordsPending: false });
  });

  it('keeps the page busy from the click on, also while it is fetched', async () => {
    const release = holdUp();
    const { session, state, reader } = make();
    await session.preload();
    const tried = session.trySample(sample);
    expect(state().sampleAwaited).toBe(sample.fileName);
    expect(isBusy(state())).toBe(true);
    release();
    await rest();
    expect(state()).toMatchObject({ phase: 'analysing', sampleAwaited: null });
    reader.jobs[0]?.succeed();
    await tried;
    await rest(200);
    expect(isBusy(state())).toBe(false);
  });

  it('that is not waited for any more does not come', async () => {
    const release = holdUp();
    const { session, state, reader } = make();
    const tried = session.trySample(sample);
    const started = session.startListening();
    expect(state().sampleAwaited).toBeNull();
    release();
    await tried;
    await session.stopListening();
    await started;
    expect(reader.jobs).toEqual([]);
    expect(isBusy(state())).toBe(false);
  });

  it('can be called off while it is fetched', async () => {
    const release = holdUp();
    const { session, state, reader } = make();
    await session.preload();
    const tried = session.trySample(sample);
    session.cancel();
    expect(isBusy(state())).toBe(false);
    const told = `Stopped fetching ${sample.fileName}.`;
    expect(state().notice).toBe(told);
    release();
    await tried;
    expect(reader.jobs).toEqual([]);
    expect(state().transcript).toBe('');
    // That is not said while it is fetched again, so that the second time is news.
    void session.trySample(sample);
    expect(state().notice).toBeNull();
    session.cancel();
    expect(state().notice).toBe(told);
  });

  it.each([
    ['that is not there', () => new Response('', { status: 404 })],
    ['in whose place the host sends its start page', () => new Response('<!doctype html><title>Start</title>')],
  ])('%s says that it could not be fetched', async (_, response) => {
    vi.stubGlobal('fetch', () => Promise.resolve(response()));
    const { session, state, reader } = make();
    void session.trySample(sample);
    await rest();
    expect(reader.jobs).toEqual([]);
    expect(state()).toMatchObject({ transcript: '', sampleAwaited: null });
    const told = `The sample ${sample.fileName} could not be fetched.`;
    expect(state().failure?.message).toContain(told);
    // Once more: what was said of the first time stands no longer, so that the second is news.
    void session.trySample(sample);
    expect(state()).toMatchObject({ failure: null, sampleAwaited: sample.fileName });
    await rest();
    expect(state().failure?.message).toContain(told);
  });
});

describe('the model', () => {
  it('is asked for once, however many need it', async () => {
    const { reader, session } = make();
    await Promise.all([session.preload(), session.preload()]);
    expect(reader.loads).toBe(1);
  });

  it('is asked for by typing, when something else is said where "Try again" was', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    const { reader, session, state } = make();
    reader.loadError = new InferenceError('model-unreachable', 'No connection.');
    await session.preload();
    session.type('so');
    await rest(200);
    // It would fail with every key.
    expect(reader.loads).toBe(1);
    await session.trySample({ title: 'a', fileName: 'a.wav', words: 'a' });
    expect(state().failure?.retryable).toBe(false);
    reader.loadError = null;
    session.type('so there');
    await rest(200);
    expect(reader.transcripts).toEqual(['so there']);
  });

  it('is not asked for where the browser cannot run it', async () => {
    const { reader, session, state } = make('No Web Workers here. Use another browser.');
    await session.preload();
    expect(reader.loads).toBe(0);
    expect(state().failure).toMatchObject({ message: 'No Web Workers here. Use another browser.', retryable: false });
  });

  describe('that a newer one has taken the place of', () => {
    /** A page on which a recording has been read by the older one. */
    async function makeRead() {
      const made = make();
      await read(made, A);
      return made;
    }

    it('changes nothing where there is no recording', async () => {
      const { session, state } = make();
      const before = state();
      session.voiceLost();
      await rest();
      expect(state()).toMatchObject({ notice: before.notice, reading: before.reading, recording: null });
    });

    it('keeps the recording, says that it is to be read again, and reads the words alone meanwhile', async () => {
      const made = await makeRead();
      const { reader, session, state } = made;
      session.type('hello');
      await rest(200);
      session.voiceLost();
      expect(state()).toMatchObject({ recording: { file: A, isForgotten: true }, reading: { source: 'nothing' } });
      expect(noticeOf(state())).toMatch(/newer model.*a\.wav.*Read it/);
      await rest();
      expect(state()).toMatchObject({ reading: { source: 'words' }, wordsPending: false });
      expect(reader.transcripts).toEqual(['hello', 'hello']);
      expect(reader.jobs).toHaveLength(1);
      await read(made, A);
      expect(state()).toMatchObject({ recording: { file: A, isForgotten: false }, reading: { source: 'voice' } });
      expect(noticeOf(state())).toBeNull();
    });

    it('takes nothing from what is said of another recording that cannot be read', async () => {
      const { reader, session, state } = await makeRead();
      const reading = session.readFile(B);
      await rest();
      session.voiceLost();
      reader.jobs[1]?.fail(new InferenceError('no-sound', 'No sound.'));
      await reading;
      await rest();
      expect(state()).toMatchObject({
        failure: { message: 'No sound.', file: B },
        recording: { file: A, isForgotten: true },
      });
    });

    it('has nothing more to say of the recording once another is read', async () => {
      const { reader, session, state } = await makeRead();
      const reading = session.readFile(B);
      await rest();
      session.voiceLost();
      reader.jobs[1]?.succeed();
      await reading;
      expect(state().recording).toMatchObject({ file: B, isForgotten: false });
      expect(noticeOf(state())).toBeNull();
    });

    it('keeps the recording though a take that was under way then is silent', async () => {
      const made = await makeRead();
      const { reader, session, state } = made;
      await listen(made);
      made.microphones.take.push(SECOND_OF_SOUND);
      session.voiceLost();
      const stopped = session.stopListening();
      await rest();
      reader.jobs[1]?.fail(new InferenceError('no-sound', 'No sound.'));
      await stopped;
      expect(state()).toMatchObject({ failure: { message: 'No sound.' }, recording: { file: A, isForgotten: true } });
      expect(state().unreadTake).not.toBeNull();
      session.dismissFailure();
      expect(noticeOf(state())).toContain('newer model');
    });

    it('does not bring back what is being taken off the page', async () => {
      const { session, state } = await makeRead();
      const removed = session.removeRecording();
      session.voiceLost();
      await removed;
      await rest();
      expect(state().recording).toBeNull();
    });
  });
});

describe('listening', () => {
  const LIVE: LiveReading = {
    sequence: 3,
    speaking: true,
    reading: { source: 'voice', probabilities: EVEN },
    clipping: false,
    veryQuiet: false,
    secondsListened: 1,
    readingsPerSecond: 10,
    framesLost: 0,
  };

  it('asks, listens, and on stop has the take read like any recording', async () => {
    const { session, state, reader, microphones } = make();
    const started = session.startListening();
    expect(state().phase).toBe('asking');
    await rest(ASKING_MILLISECONDS);
    await started;
    expect(state()).toMatchObject({ phase: 'listening', microphones: [{ deviceId: 'a' }] });
    reader.lives[0]?.onLive(LIVE);
    expect(state().listening?.live).toBe(LIVE);
    microphones.take.push(SECOND_OF_SOUND);
    expect(session.secondsRecorded()).toBe(1);
    expect(session.readWaveform(new Float32Array(4))).toBe(true);

    const stopped = session.stopListening();
    await rest();
    expect(microphones.stops).toBe(1);
    expect(reader.lives[0]?.stopped).toBe(true);
    expect(state()).toMatchObject({ phase: 'analysing', listening: null });
    const [job] = reader.jobs;
    expect(job?.file.size).toBe(44 + SECOND_OF_SOUND.byteLength);
    job?.succeed();
    await stopped;
    expect(state()).toMatchObject({ phase: 'idle', unreadTake: null, recording: { file: job?.file, isTake: true } });
    expect(state().recording?.file.name).toMatch(/^take-\d{4}(-\d\d){5}-\d{3}\.wav$/);
    expect(session.readWaveform(new Float32Array(4))).toBe(false);
  });

  it.each(['stopListening', 'cancel'] as const)('can be called off while the browser asks, by %s', async (action) => {
    const { session, state } = make();
    const started = session.startListening();
    await session[action]();
    await started;
    expect(state()).toMatchObject({ phase: 'idle', listening: null, failure: null });
  });

  it('is not ended by a cancel once it has begun', async () => {
    const { session, state, microphones } = await makeListening();
    session.cancel();
    await rest();
    expect(state().phase).toBe('listening');
    expect(microphones.stops).toBe(0);
  });

  it('that cannot begin says why', async () => {
    const { session, state, microphones } = make();
    microphones.error = microphoneError('permission-denied');
    await session.startListening();
    expect(state()).toMatchObject({
      phase: 'idle',
      listening: null,
      failure: { message: microphones.error.message },
    });
  });

  it('that ends by itself keeps the take, reads it, and says what happened', async () => {
    const { state, reader, microphones } = await makeListening();
    const error = microphoneError('device-lost');
    const message = `${error.message} What was recorded until then is kept.`;
    microphones.tell({ type: 'ended', error });
    await rest();
    expect(state()).toMatchObject({ phase: 'analysing', failure: { message } });
    reader.jobs[0]?.succeed();
    await rest();
    expect(state()).toMatchObject({ phase: 'idle', recording: { isTake: true }, failure: { message } });
  });

  it('that ends by itself before there is anything to keep does not say that it is kept', async () => {
    const { state, microphones } = await makeListening(NO_SOUND);
    const error = microphoneError('device-lost');
    microphones.tell({ type: 'ended', error });
    await rest();
    expect(state()).toMatchObject({
      unreadTake: null,
      failure: { message: error.message },
      notice: 'Nothing was recorded.',
    });
  });

  it('that ends before it has begun says why, and lets go of the microphone', async () => {
    const made = make();
    const started = made.session.startListening();
    const error = microphoneError('device-lost');
    made.microphones.tell({ type: 'ended', error });
    await rest(ASKING_MILLISECONDS);
    await started;
    expect(made.state()).toMatchObject({ phase: 'idle', listening: null, failure: { message: error.message } });
    expect(made.microphones.stops).toBe(1);
  });

  it('keeps a take that the network fails on, for a second try', async () => {
    const { session, state, reader } = await makeListening();
    const stopped = session.stopListening();
    await rest();
    reader.jobs[0]?.fail(new InferenceError('engine-failed', 'The network stopped.'));
    await stopped;
    const { unreadTake } = state();
    expect(unreadTake).not.toBeNull();
    expect(state().failure).toMatchObject({ retryable: true, file: unreadTake });
    const again = session.retry();
    await rest();
    reader.jobs[1]?.succeed();
    await again;
    expect(state()).toMatchObject({ unreadTake: null, recording: { file: unreadTake, isTake: true } });
  });

  it('goes on recording when the network fails, and is read again by a retry', async () => {
    const { session, state, reader, microphones } = await makeListening();
    reader.lives[0]?.onFailure(new InferenceError('engine-failed', 'The network stopped.'));
    await rest();
    expect(state()).toMatchObject({ phase: 'listening', failure: { retryable: true } });
    expect(microphones.stops).toBe(0);
    await session.retry();
    expect(reader.lives).toHaveLength(2);
    expect(microphones.ports).toBe(2);
    reader.lives[1]?.onLive(LIVE);
    expect(state()).toMatchObject({ phase: 'listening', failure: null });
  });

  it('leaves nothing to try again when it is stopped before there is anything to read', async () => {
    const { session, state, reader } = await makeListening(NO_SOUND);
    reader.lives[0]?.onFailure(new InferenceError('engine-failed', 'The network stopped.'));
    await rest();
    await session.stopListening();
    expect(state().unreadTake).toBeNull();
    await session.retry();
    expect(state()).toMatchObject({ phase: 'idle', failure: null });
  });

  it('is read again by the words that are typed next, when the network comes back for them', async () => {
    const { session, state, reader } = await makeListening();
    reader.lives[0]?.onFailure(new InferenceError('engine-failed', 'The network stopped.'));
    await rest();
    session.dismissFailure();
    session.type('so there');
    await rest(200);
    expect(reader.lives).toHaveLength(2);
    expect(reader.transcripts.at(-1)).toBe('so there');
    // The one that was given up says nothing any more.
    reader.lives[1]?.onLive(LIVE);
    session.type('so there, then');
    await rest(200);
    expect(reader.lives).toHaveLength(2);
    expect(state()).toMatchObject({ phase: 'listening', failure: null });
  });

  it('that is stopped while the network is fetched for a retry has its take read', async () => {
    const { session, state, reader } = await makeListening();
    reader.lives[0]?.onFailure(new InferenceError('engine-failed', 'The network stopped.'));
    await rest();
    let arrive = (): void => undefined;
    reader.arriving = new Promise((resolve) => (arrive = resolve));
    const retried = session.retry();
    const stopped = session.stopListening();
    await rest();
    arrive();
    await retried;
    await rest();
    expect(reader.lives).toHaveLength(1);
    reader.jobs[0]?.succeed();
    await stopped;
    expect(state()).toMatchObject({ phase: 'idle', recording: { isTake: true } });
  });

  it('refuses a file in words of the moment, for as long as it must', async () => {
    const { session, state, microphones } = make();
    const started = session.startListening();
    await session.readDropped([A]);
    expect(noticeOf(state())).toContain('about to listen. Press Stop first');
    await rest(ASKING_MILLISECONDS);
    await started;
    expect(noticeOf(state())).toContain('is listening. Press Stop first');
    microphones.tell({ type: 'returned', message: 'It went on listening.' });
    expect(noticeOf(state())).toBe('It went on listening.');
    const stopped = session.stopListening();
    void session.readDropped([A]);
    expect(noticeOf(state())).toContain('again in a moment');
    await stopped;
    expect(noticeOf(state())).toBe('Nothing was recorded.');
  });

  it('that cannot begin leaves nothing said of a file that was refused', async () => {
    const { session, state } = make();
    const started = session.startListening();
    await session.readFile(A);
    await session.stopListening();
    await started;
    expect(noticeOf(state())).toBeNull();
  });

  it('makes a take that is named by the moment of its end', async () => {
    const { session, state } = await makeListening();
    vi.setSystemTime('2026-03-04T05:06:07.008');
    void session.stopListening();
    await rest();
    expect(state().unreadTake?.name).toBe('take-2026-03-04-05-06-07-008.wav');
  });

  it('twice within a second makes two takes of different names', async () => {
    vi.setSystemTime('2026-11-22T23:41:05.100');
    const { session, state, microphones } = await makeListening();
    const names = new Set<string | undefined>();
    for (let takes = 0; takes < 2; takes += 1) {
      void session.stopListening();
      await rest(1);
      names.add(state().unreadTake?.name);
      session.cancel();
      const started = session.startListening();
      vi.setSystemTime(Date.now() - ASKING_MILLISECONDS);
      await rest(ASKING_MILLISECONDS);
      await started;
      microphones.take.push(SECOND_OF_SOUND);
    }
    expect(names.size).toBe(2);
  });

  it('is not ended by a file that is dropped meanwhile', async () => {
    const { session, state, reader, microphones } = await makeListening();
    await session.readDropped([A]);
    await session.trySample({ title: 'a', fileName: 'a.wav', words: 'a' });
    expect(reader.jobs).toHaveLength(0);
    expect(microphones.stops).toBe(0);
    expect(state()).toMatchObject({ phase: 'listening' });
    expect(noticeOf(state())).toContain('Press Stop first');
  });

  it('says that it is paused, and that it goes on', async () => {
    const { session, state, microphones } = await makeListening();
    microphones.tell({ type: 'paused', reason: 'interrupted', message: 'A call. Press Resume.' });
    expect(state().listening?.pause).toEqual({ message: 'A call. Press Resume.', canResume: true });
    await session.resumeListening();
    expect(microphones.resumes).toBe(1);
    microphones.tell({ type: 'continued' });
    expect(state().listening?.pause).toBeNull();
    microphones.tell({ type: 'returned', message: 'It went on listening.' });
    expect(state().notice).toBe('It went on listening.');
  });

  it('reads no dropped files, and says the same of several', async () => {
    const { session, state, reader } = await makeListening();
    await session.readDropped([A, B]);
    expect(noticeOf(state())).toContain('Press Stop first');
    expect(reader.jobs).toEqual([]);
  });

  it('without a sound leaves no take', async () => {
    const { session, state } = await makeListening(NO_SOUND);
    await session.stopListening();
    expect(state()).toMatchObject({ phase: 'idle', unreadTake: null, notice: 'Nothing was recorded.' });
  });

  it.each([
    [7_999, false],
    [8_000, true],
  ])('of %d samples leaves a take: %s, as less than half a second cannot be read', async (samples, isTake) => {
    const { session, state, reader } = await makeListening(new Int16Array(samples));
    const stopped = session.stopListening();
    await rest();
    expect(holdsUnsavedTake(state())).toBe(isTake);
    expect(reader.jobs).toHaveLength(isTake ? 1 : 0);
    if (!isTake) expect(state().notice).toContain('At least half a second is needed');
    reader.jobs[0]?.succeed();
    await stopped;
  });

  it('in place of the one that was chosen is told of though the browser does not name it', async () => {
    const made = make(null, 'gone');
    made.microphones.label = '';
    await listen(made);
    expect(made.state().notice).toBe('The chosen microphone is not there: this is another one.');
  });

  it('uses the microphone that was chosen, remembers it, and says when it is not there', async () => {
    const made = make(null, 'gone');
    const { session, state, microphones, remembered } = made;
    await listen(made);
    expect(microphones.chosen).toBe('gone');
    expect(state().notice).toContain('a microphone');
    session.chooseMicrophone('b');
    expect(remembered).toEqual(['b']);
    microphones.plug([]);
    expect(state()).toMatchObject({ microphoneId: 'b', microphones: [] });
  });
});
