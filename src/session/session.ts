/** The session: a zustand store, and the actions that turn what a person does into the network's work and back. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { InferenceError, type Engine, type InferenceClient } from '../inference/client';
import { SAMPLES, type Sample } from './samples';
import { awaitsRetry, INITIAL_STATE, type Failure, type SessionState } from './state';
import { transition, type SessionEvent } from './transition';

/** What a session needs of the network; tests give a fake one. */
export type Reader = Pick<InferenceClient, 'load' | 'setTranscript' | 'readRecording' | 'clearVoice' | 'dispose'>;

export interface SessionOptions {
  readonly reader: Reader;
  /** A sentence about what this browser lacks, from `missingFeature`, or null. */
  readonly missingFeature: string | null;
  /** How long the keyboard must rest before the words are read. */
  readonly typingRestMilliseconds?: number;
}

export interface Session {
  readonly store: Pick<StoreApi<SessionState>, 'getState' | 'getInitialState' | 'subscribe'>;
  /** Fetches the network ahead of its first use. Never rejects: a failure is shown by the state. */
  preload(): Promise<void>;
  /** Reads a recording in place of the current one; one that is being read is dropped. */
  readFile(file: File): Promise<void>;
  /** Reads the first of several files and says so. */
  readDropped(files: readonly File[]): Promise<void>;
  /** Reads one of the site's own recordings; its words go into the transcript unless the person's own are there. */
  trySample(sample: Sample): Promise<void>;
  cancel(): void;
  /** Takes the current recording out of the reading. */
  removeRecording(): Promise<void>;
  type(text: string): void;
  /** Does once more what failed. */
  retry(): Promise<void>;
  dismissFailure(): void;
  /** The network had to move to another backend. */
  engineChanged(engine: Engine): void;
  dispose(): void;
}

/** Short enough to feel live, long enough that a fast typist does not start a reading with every key. */
const TYPING_REST_MILLISECONDS = 120;

const MAY_WORK_NEXT_TIME: ReadonlySet<string> = new Set([
  'model-missing',
  'model-unreachable',
  'model-mismatch',
  'engine-failed',
]);

function failureOf(error: unknown): Omit<Failure, 'file'> {
  if (error instanceof InferenceError) {
    return { message: error.message, retryable: MAY_WORK_NEXT_TIME.has(error.code) };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return {
    message: `Something went wrong that this page did not foresee (${detail}). Please try again.`,
    retryable: true,
  };
}

/** Makes a session that has read nothing yet. Nothing is fetched before the first use or `preload`. */
export function createSession(options: SessionOptions): Session {
  const { reader, missingFeature, typingRestMilliseconds = TYPING_REST_MILLISECONDS } = options;
  const store = createStore<SessionState>()(() => INITIAL_STATE);
  const dispatch = (event: SessionEvent): void => store.setState((state) => transition(state, event), true);

  let loading: Promise<boolean> | null = null;
  let jobs = 0;
  let currentJob: AbortController | null = null;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let versionSent = 0;

  /** True once the network is there, false when it cannot be had; the state says why. */
  function ensureModel(): Promise<boolean> {
    loading ??= loadModel().finally(() => {
      loading = null;
    });
    return loading;
  }

  async function loadModel(): Promise<boolean> {
    if (missingFeature !== null) {
      dispatch({ type: 'model-failed', failure: { message: missingFeature, retryable: false } });
      return false;
    }
    if (store.getState().model.status !== 'ready') dispatch({ type: 'model-requested' });
    try {
      // Costs nothing while the network runs; if it has crashed since, this starts it afresh.

      const loaded = await reader.load((progress) => dispatch({ type: 'model-progressed', progress }));
      dispatch({ type: 'model-loaded', loaded });
      return true;
    } catch (error) {
      dispatch({ type: 'model-failed', failure: failureOf(error) });
      return false;
    }
  }

  /** Reads the transcript as it stands, unless that was asked for already. */
  async function readWords(): Promise<void> {
    if (!(await ensureModel())) return;
    const { transcript, transcriptVersion: version } = store.getState();
    if (version === versionSent) return;
    versionSent = version;
    dispatch({ type: 'words-requested' });
    try {
      dispatch({ type: 'words-read', version, reading: await reader.setTranscript(transcript) });
    } catch (error) {
      versionSent = 0;
      dispatch({ type: 'words-failed', version, failure: failureOf(error) });
    }
  }

  function type(text: string): void {
    dispatch({ type: 'transcript-typed', text });
    clearTimeout(typingTimer);
    if (!awaitsRetry(store.getState())) typingTimer = setTimeout(() => void readWords(), typingRestMilliseconds);
  }

  async function readFile(file: File): Promise<void> {
    currentJob?.abort();
    const job = new AbortController();
    currentJob = job;
    const id = ++jobs;
    dispatch({ type: 'recording-chosen', id, file });
    if (!(await ensureModel()) || job.signal.aborted) return;
    void readWords();
    try {
      const { recording, reading } = await reader.readRecording(file, {
        signal: job.signal,
        onProgress: (progress) => dispatch({ type: 'recording-progressed', id, progress }),
      });
      dispatch({ type: 'recording-read', id, summary: recording, reading });
    } catch (error) {
      // A job that was replaced or cancelled is not the current one any more: the state machine drops its failure.
      dispatch({ type: 'recording-failed', id, failure: failureOf(error) });
    }
  }

  async function trySample({ fileName, words }: Sample): Promise<void> {
    const ticket = ++jobs;
    let recording: Blob;
    try {
      const response = await fetch(`samples/${fileName}`);
      if (!response.ok) throw new Error(`status ${response.status}`);
      recording = await response.blob();
    } catch {
      dispatch({
        type: 'failed',
        message: `The sample ${fileName} could not be fetched. Check the connection, or use a recording of your own.`,
      });
      return;
    }
    if (ticket !== jobs) return; // Something else was chosen in the meantime.
    const { transcript } = store.getState();
    if (transcript.trim() === '' || SAMPLES.some((sample) => sample.words === transcript)) type(words);
    await readFile(new File([recording], fileName));
  }

  return {
    store,
    async preload() {
      await ensureModel();
    },
    readFile,
    async readDropped(files) {
      const [first] = files;
      if (first === undefined) {
        dispatch({ type: 'failed', message: 'That was not a file. Drop an audio file, such as a WAV or an MP3.' });
        return;
      }
      const reading = readFile(first);
      if (files.length > 1) {
        dispatch({ type: 'noticed', notice: `One at a time: of ${files.length} files, this reads ${first.name}.` });
      }
      await reading;
    },
    trySample,
    cancel() {
      currentJob?.abort();
      dispatch({ type: 'recording-cancelled' });
    },
    async removeRecording() {
      if (!(await ensureModel())) return;
      try {
        dispatch({ type: 'recording-removed', reading: await reader.clearVoice() });
      } catch (error) {
        dispatch({ type: 'failed', message: failureOf(error).message });
      }
    },
    type,
    async retry() {
      const waiting = store.getState().failure?.file ?? null;
      if (waiting !== null) return readFile(waiting);
      await readWords();
    },
    dismissFailure: () => dispatch({ type: 'failure-dismissed' }),
    engineChanged: (engine) => dispatch({ type: 'engine-changed', engine }),
    dispose() {
      clearTimeout(typingTimer);
      currentJob?.abort();
      reader.dispose();
    },
  };
}
