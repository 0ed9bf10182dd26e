/** The session: a zustand store, and the actions that turn what a person does into the network's work and back. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Engine, InferenceClient } from '../inference/client';
import { failureOf } from './failures';
import { createListener } from './listener';
import { looksLikeRecording } from './looksLikeRecording';
import type { MicrophonePreference } from './microphonePreference';
import type { Microphones } from './microphones';
import { fetchSample, type Sample } from './samples';
import { awaitsRetry, INITIAL_STATE, type SessionState } from './state';
import { transition, type SessionEvent } from './transition';

/** What a session needs of the network; tests give a fake one. */
export type Reader = Pick<InferenceClient, 'load' | 'setTranscript' | 'readRecording' | 'clearVoice' | 'listen'>;

export interface SessionOptions {
  readonly reader: Reader;
  readonly microphones: Microphones;
  readonly preference: MicrophonePreference;
  /** A sentence about what this browser lacks, from `missingFeature`, or null. */
  readonly missingFeature: string | null;
  /** How long the keyboard must rest before the words are read. */
  readonly typingRestMilliseconds?: number;
}

export interface Session {
  readonly store: Pick<StoreApi<SessionState>, 'getState' | 'getInitialState' | 'subscribe'>;
  /**
   * Fetches network and microphone's code ahead of their first use, and names the microphones where the browser does
   * that unasked. Never rejects: a failure is shown by the state.
   */
  preload(): Promise<void>;
  /** Reads a recording in place of the current one, or a take or that one once more; one that is being read is dropped. */
  readFile(file: File): Promise<void>;
  /** Reads one of several dropped or pasted files, the first that looks like a recording if any does, and says so. */
  readDropped(files: readonly File[]): Promise<void>;
  /**
   * Reads one of the site's own recordings; its words go into the transcript unless the person's own are there, and out of
   * it again when the sample is removed or a voice of the person's own follows.
   */
  trySample(sample: Sample): Promise<void>;
  /** Stops fetching or reading a recording, or takes the request for the microphone back; does nothing else. */
  cancel(): void;
  /** Opens the microphone. Call it from the click itself. Never rejects: a failure is shown by the state. */
  startListening(): Promise<void>;
  /** Releases the microphone, or takes the request for it back; the take becomes the recording. */
  stopListening(): Promise<void>;
  /** After an interruption: tries to go on. Call it from a click. */
  resumeListening(): Promise<void>;
  /** The microphone to listen with from the next start on; null for the system's own choice. */
  chooseMicrophone(deviceId: string | null): void;
  /** Fills `into` with the newest samples that are heard, -1..1. @returns false when none are. */
  readWaveform(into: Float32Array<ArrayBuffer>): boolean;
  /** Seconds of the take under way; 0 when there is none. */
  secondsRecorded(): number;
  /** Takes what was spoken and not read from its place; unless it was saved, it stays at hand. */
  discardTake(): void;
  /** A take was given to the person as a file. */
  takeSaved(take: File): void;
  /** Forgets a take that went from its place. */
  discardReplacedTake(take: File): void;
  /** Takes the current recording out of the reading; a take that was not saved stays at hand. */
  removeRecording(): Promise<void>;
  /** The transcript as it stands now; it is read when the keyboard rests. */
  type(text: string): void;
  /** Does once more what failed. */
  retry(): Promise<void>;
  /** Takes the error off the page; what failed stays as it is. */
  dismissFailure(): void;
  /** Takes the notice off the page. */
  dismissNotice(): void;
  /** The network had to move to another backend. */
  engineChanged(engine: Engine): void;
  /** The network that heard the recording has been replaced by a newer one, which has not. */
  voiceLost(): void;
}

/** Short enough to feel live, long enough that a fast typist does not start a reading with every key. */
const TYPING_REST_MILLISECONDS = 120;

/** Makes a session that has read nothing yet. Nothing is fetched before the first use or `preload`. */
export function createSession(options: SessionOptions): Session {
  const {
    reader,
    microphones,
    preference,
    missingFeature,
    typingRestMilliseconds = TYPING_REST_MILLISECONDS,
  } = options;
  const store = createStore<SessionState>()(() => ({ ...INITIAL_STATE, microphoneId: preference.read() }));
  const dispatch = (event: SessionEvent): void => store.setState((state) => transition(state, event), true);

  let loading: Promise<boolean> | null = null;
  let jobs = 0;
  let currentJob: AbortController | null = null;
  let sampleRequest: AbortController | null = null;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let versionSent = 0;
  /** What is said in each sample that was fetched: it may be read once more, or by a retry only. */
  const wordsOfSamples = new WeakMap<File, string>();
  /** What the last sample put into the transcript. */
  let sampleWords: string | null = null;
  /** What stood there, and beside which voice, until that one was to go or one of the person's own to come. */
  let wordsAside: { readonly words: string; readonly voice: File | null } | null = null;
  const listener = createListener({
    reader,
    microphones,
    getState: store.getState,
    dispatch,
    ensureModel,
    readWords,
    readTake: readFile,
    onOver: bringSampleWordsBack,
  });

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
    // The sound went on: the newest of it is read again, if it still comes after the network was fetched.
    if (listener.takeUp()) return;
    const { transcript, transcriptVersion: version } = store.getState();
    if (version === versionSent) return;
    versionSent = version;
    dispatch({ type: 'words-requested' });
    try {
      const reading = await reader.setTranscript(transcript);
      dispatch({ type: 'words-read', version, words: transcript, reading });
    } catch (error) {
      versionSent = 0;
      dispatch({ type: 'words-failed', version, failure: failureOf(error) });
    }
  }

  function setTranscript(event: Extract<SessionEvent, { type: 'transcript-typed' | 'transcript-replaced' }>): void {
    dispatch(event);
    clearTimeout(typingTimer);
    if (!awaitsRetry(store.getState())) typingTimer = setTimeout(() => void readWords(), typingRestMilliseconds);
  }

  /** The words in the transcript are a sample's, and not the person's own. */
  function holdsSampleWords(): boolean {
    return store.getState().transcript === sampleWords;
  }

  function giveSampleWords(words: string): void {
    sampleWords = words;
    setTranscript({ type: 'transcript-replaced', text: words });
  }

  /** Nobody says in a voice of the person's own, or in none, what a sample says. */
  function setSampleWordsAside(): void {
    if (holdsSampleWords()) {
      const { transcript, recording } = store.getState();
      wordsAside = { words: transcript, voice: recording?.file ?? null };
      setTranscript({ type: 'transcript-replaced', text: '' });
    }
    sampleWords = null;
  }

  /** Where the voice has stayed, they are read as before, unless others were typed meanwhile. */
  function bringSampleWordsBack(): void {
    const { job, listening, recording, transcript } = store.getState();
    if (wordsAside === null || job !== null || listening !== null) return;
    const { words, voice } = wordsAside;
    wordsAside = null;
    if ((recording?.file ?? null) === voice && transcript === '') giveSampleWords(words);
  }

  /** True, and said so, while the microphone is in use. */
  function mustStopFirst(): boolean {
    dispatch({ type: 'recording-refused' });
    return store.getState().listening !== null;
  }

  /** @returns whether it was read, and is what is shown. */
  async function readFile(file: File): Promise<boolean> {
    currentJob?.abort();
    sampleRequest?.abort();
    const job = new AbortController();
    currentJob = job;
    const id = ++jobs;
    dispatch({ type: 'recording-chosen', id, file });
    if (!(await ensureModel()) || job.signal.aborted) return false;
    void readWords();
    try {
      const { recording, reading } = await reader.readRecording(file, {
        signal: job.signal,
        onProgress: (progress) => dispatch({ type: 'recording-progressed', id, progress }),
      });
      dispatch({ type: 'recording-read', id, summary: recording, reading });
      return store.getState().recording?.file === file;
    } catch (error) {
      // A job that was replaced or cancelled is not the current one any more: the state machine drops its failure.
      dispatch({ type: 'recording-failed', id, failure: failureOf(error) });
      return false;
    }
  }

  async function removeRecording(): Promise<void> {
    const { recording } = store.getState();
    if (recording === null) return;
    try {
      if (!(await ensureModel())) return;
      setSampleWordsAside();
      // What is left to read; and where the network has just been started afresh, it may be for words that it stopped over.
      void readWords();
      dispatch({ type: 'recording-removed', file: recording.file, reading: await reader.clearVoice() });
    } catch (error) {
      dispatch({ type: 'failed', message: failureOf(error).message });
    }
    bringSampleWordsBack();
  }

  /** Reads a file of the person's own, or once more a sample that was fetched. */
  async function readGiven(file: File): Promise<void> {
    if (mustStopFirst()) return;
    if (wordsOfSamples.has(file)) return readWithSampleWords(file);
    setSampleWordsAside();
    await readFile(file);
    bringSampleWordsBack();
  }

  /** Reads a recording, and with a sample its words, unless the person's own are there. */
  async function readWithSampleWords(file: File): Promise<void> {
    const words = wordsOfSamples.get(file);
    // Not before its voice is there: until then, or when it is called off, they would stand beside another voice.
    if (!(await readFile(file)) || words === undefined) return;
    if (store.getState().transcript.trim() !== '' && !holdsSampleWords()) return;
    giveSampleWords(words);
  }

  async function trySample(sample: Sample): Promise<void> {
    if (mustStopFirst()) return;
    sampleRequest?.abort();
    const request = new AbortController();
    sampleRequest = request;
    const { fileName, words } = sample;
    dispatch({ type: 'sample-requested', name: fileName });
    let file: File;
    try {
      file = await fetchSample(sample, request.signal);
    } catch {
      if (request.signal.aborted) return;
      dispatch({
        type: 'sample-failed',
        message: `The sample ${fileName} could not be fetched. Check the connection, or use a recording of your own.`,
      });
      return;
    }
    if (request.signal.aborted) return;
    wordsOfSamples.set(file, words);
    await readWithSampleWords(file);
  }

  async function startListening(): Promise<void> {
    if (store.getState().listening !== null) return;
    currentJob?.abort();
    sampleRequest?.abort();
    setSampleWordsAside();
    await listener.start();
    bringSampleWordsBack();
  }

  return {
    store,
    async preload() {
      await Promise.all([listener.listMicrophones(), microphones.prepare(), ensureModel()]);
    },
    startListening,
    stopListening: () => listener.stop(),
    resumeListening: () => listener.resume(),
    chooseMicrophone(deviceId) {
      preference.write(deviceId);
      dispatch({ type: 'microphone-chosen', deviceId });
    },
    readWaveform: (into) => listener.readWaveform(into),
    secondsRecorded: () => listener.seconds(),
    discardTake: () => dispatch({ type: 'take-discarded' }),
    discardReplacedTake: (take) => dispatch({ type: 'replaced-take-discarded', take }),
    takeSaved: (take) => dispatch({ type: 'take-saved', take }),
    readFile: readGiven,
    async readDropped(files) {
      const chosen = files.find(looksLikeRecording) ?? files[0];
      if (chosen === undefined) {
        dispatch({
          type: 'failed',
          message: 'That was a folder, or not a file. Drop an audio file, such as a WAV or an MP3.',
        });
        return;
      }
      const reading = readGiven(chosen);
      if (files.length > 1 && store.getState().listening === null) {
        dispatch({ type: 'noticed', notice: `One at a time: of ${files.length} files, this reads ${chosen.name}.` });
      }
      await reading;
    },
    trySample,
    cancel() {
      currentJob?.abort();
      listener.callOff();
      sampleRequest?.abort();
      dispatch({ type: 'recording-cancelled' });
    },
    removeRecording,
    type: (text) => setTranscript({ type: 'transcript-typed', text }),
    async retry() {
      const waiting = store.getState().failure?.file ?? null;
      if (waiting === null) {
        // What fails once more is told anew; and what failed may be over, as live readings are when the microphone is closed.
        dispatch({ type: 'failure-dismissed' });
        await readWords();
      } else await readGiven(waiting);
    },
    dismissFailure: () => dispatch({ type: 'failure-dismissed' }),
    dismissNotice: () => dispatch({ type: 'notice-dismissed' }),
    engineChanged: (engine) => dispatch({ type: 'engine-changed', engine }),
    voiceLost() {
      dispatch({ type: 'voice-lost' });
      // What is left to read from.
      versionSent = 0;
      void readWords();
    },
  };
}
