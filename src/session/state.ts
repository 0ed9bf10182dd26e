/** What a session knows at any moment: plain data, so that the state machine is tested without a browser. */
import { EMOTIONS, type Emotion } from '../emotions';
import type { LoadedModel } from '../inference/client';
import type { Progress, Reading, RecordingSummary } from '../inference/protocol';

export type { Progress, Reading, ReadingSource, RecordingSummary } from '../inference/protocol';

/** Where the person is with a recording; words and the model have states of their own. */
export type Phase = 'idle' | 'analysing' | 'done' | 'failed';

/** The network on its way into the page. */
export type ModelState =
  | { readonly status: 'unloaded' }
  | { readonly status: 'loading'; readonly progress: Progress | null }
  | { readonly status: 'ready'; readonly loaded: LoadedModel }
  | { readonly status: 'failed' };

/** A recording that is being read now. */
export interface RecordingJob {
  /** Tells this job's messages from those of one that was replaced or cancelled. */
  readonly id: number;
  readonly file: File;
  /** Null until the Worker has said its first word on it. */
  readonly progress: Progress | null;
}

/** A recording that was read, kept to be heard again. */
export interface LoadedRecording {
  readonly file: File;
  readonly summary: RecordingSummary;
}

/** Something went wrong. */
export interface Failure {
  /** What happened and what to do, for the person at the screen. */
  readonly message: string;
  /** True when the same thing may work a second time (a download, the engine), false when it cannot (a damaged file). */
  readonly retryable: boolean;
  /** The recording that could not be read: named on the page, and read by a retry. */
  readonly file: File | null;
}

export interface SessionState {
  readonly phase: Phase;
  readonly model: ModelState;
  readonly transcript: string;
  /** Counts the changes of the transcript: an answer about an older text does not end the waiting. */
  readonly transcriptVersion: number;
  /** True from a keystroke until the reading of exactly that text is there. */
  readonly wordsPending: boolean;
  /** Set while, and only while, the phase is 'analysing'. */
  readonly job: RecordingJob | null;
  /** The last recording read; it stays when a later one fails. */
  readonly recording: LoadedRecording | null;
  readonly reading: Reading;
  readonly failure: Failure | null;
  /** One sentence about something worth knowing that is not an error. */
  readonly notice: string | null;
}

const NOTHING_READ: Reading = { sequence: 0, source: 'nothing', probabilities: EMOTIONS.map(() => 0) };

export const INITIAL_STATE: SessionState = {
  phase: 'idle',
  model: { status: 'unloaded' },
  transcript: '',
  transcriptVersion: 0,
  wordsPending: false,
  job: null,
  recording: null,
  reading: NOTHING_READ,
  failure: null,
  notice: null,
};

/** True while the reading on the page is about to change. */
export function isBusy(state: SessionState): boolean {
  return state.model.status === 'loading' || state.phase === 'analysing' || state.wordsPending;
}

/** True while the page offers to load the model again: until then typing must not start it with every key. */
export function awaitsRetry(state: SessionState): boolean {
  return state.model.status === 'failed' && state.failure !== null;
}

/** The long work to show a bar for, or null: the model comes before the recording, which waits for it. */
export function progressOf(state: SessionState): Progress | null {
  if (state.model.status === 'loading') return state.model.progress;
  return state.job?.progress ?? null;
}

/** An emotion and its probability in 0..1. */
export interface RankedEmotion {
  readonly emotion: Emotion;
  readonly probability: number;
}

/** The eight emotions of a reading, the likeliest first; empty when nothing was read. */
export function ranking(reading: Reading): readonly RankedEmotion[] {
  if (reading.source === 'nothing') return [];
  return EMOTIONS.map((emotion, index) => ({ emotion, probability: reading.probabilities[index] ?? 0 })).sort(
    (a, b) => b.probability - a.probability,
  );
}
