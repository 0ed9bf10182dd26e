/** The session against a network made of promises that the test settles by hand. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InferenceError, type LoadedModel, type RecordingReading } from '../inference/client';
import { SAMPLES } from './samples';
import { createSession, type Reader } from './session';
import type { Progress, Reading } from './state';

const MODEL: LoadedModel = {
  engine: { backend: 'wasm', renderer: null, fallbackReason: 'There is no WebGL here.' },
  modelName: 'stsam',
  modelVersion: '1',
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
  loads = 0;
  loadError: Error | null = null;
  wordsError: Error | null = null;
  cleared = 0;
  disposed = false;
  private sequence = 0;

  load(onProgress: (progress: Progress) => void): Promise<LoadedModel> {
    this.loads += 1;
    onProgress({ stage: 'downloading the model', fraction: 0.5 });
    return this.loadError === null ? Promise.resolve(MODEL) : Promise.reject(this.loadError);
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
        name: 'a.wav',
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

  clearVoice(): Promise<Reading> {
    this.cleared += 1;
    return Promise.resolve(this.next('nothing'));
  }

  dispose(): void {
    this.disposed = true;
  }

  private next(source: Reading['source']): Reading {
    this.sequence += 1;
    return { sequence: this.sequence, source, probabilities: EVEN };
  }
}

function make(missingFeature: string | null = null) {
  const reader = new FakeReader();
  const session = createSession({ reader, missingFeature });
  return { reader, session, state: () => session.store.getState() };
}

/** Lets timers of `milliseconds` and all promises behind them run. */
async function rest(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

const A = new File(['a'], 'a.wav');
const B = new File(['b'], 'b.wav');

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
    const { reader, session } = make();
    const read = session.readFile(A);
    await rest();
    reader.jobs[0]?.succeed();
    await read;
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
    expect(state()).toMatchObject({ failure: null, phase: 'idle', model: { status: 'ready' } });
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
    expect(state()).toMatchObject({ phase: 'failed', failure: { retryable: true }, wordsPending: false });
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
    expect(state()).toMatchObject({ phase: 'done', failure: null });
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
    expect(state()).toMatchObject({ phase: 'done', failure: null });
  });

  it('can be removed', async () => {
    const { reader, session, state } = make();
    const read = session.readFile(A);
    await rest();
    reader.jobs[0]?.succeed();
    await read;
    await session.removeRecording();
    expect(reader.cleared).toBe(1);
    expect(state()).toMatchObject({ phase: 'idle', recording: null, reading: { source: 'nothing' } });
  });

  it('of several dropped is the first, and of none there is a sentence', async () => {
    const { reader, session, state } = make();
    const read = session.readDropped([A, B]);
    await rest();
    expect(reader.jobs.map((job) => job.file)).toEqual([A]);
    expect(state().notice).toBe('One at a time: of 2 files, this reads a.wav.');
    reader.jobs[0]?.succeed();
    await read;
    await session.readDropped([]);
    expect(state().failure?.message).toContain('Drop an audio file');
  });
});

describe('a sample', () => {
  const [sample] = SAMPLES;
  if (sample === undefined) throw new Error('There are no samples.');

  const tryIn = async ({ reader, session }: ReturnType<typeof make>): Promise<void> => {
    const tried = session.trySample(sample);
    await rest();
    reader.jobs.at(-1)?.succeed();
    await tried;
    await rest(200);
  };

  it('brings its words along', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('sound')));
    const made = make();
    await tryIn(made);
    expect(made.state()).toMatchObject({ transcript: sample.words, phase: 'done' });
    expect(made.reader.transcripts).toEqual([sample.words]);
  });

  it('never overwrites what somebody typed', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('sound')));
    const made = make();
    made.session.type('my own words');
    await tryIn(made);
    expect(made.state().transcript).toBe('my own words');
  });

  it('that cannot be fetched says so', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    const { session, state } = make();
    await session.trySample(sample);
    expect(state()).toMatchObject({ phase: 'failed', transcript: '' });
    expect(state().failure?.message).toContain(sample.fileName);
  });
});

describe('the model', () => {
  it('is asked for once, however many need it', async () => {
    const { reader, session } = make();
    await Promise.all([session.preload(), session.preload()]);
    expect(reader.loads).toBe(1);
  });

  it('is not asked for where the browser cannot run it', async () => {
    const { reader, session, state } = make('No Web Workers here. Use another browser.');
    await session.preload();
    expect(reader.loads).toBe(0);
    expect(state().failure).toMatchObject({ message: 'No Web Workers here. Use another browser.', retryable: false });
  });

  it('ends with the session', () => {
    const { reader, session } = make();
    session.dispose();
    expect(reader.disposed).toBe(true);
  });
});
