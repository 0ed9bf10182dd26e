/** The session's state machine: every change of state is one of these events, and a pure function of it. */
import type { LoadedModel } from '../inference/client';
import type { Engine, Progress, Reading, RecordingSummary } from '../inference/protocol';
import { awaitsRetry, type Failure, type Phase, type SessionState } from './state';

export type SessionEvent =
  | { readonly type: 'model-requested' }
  | { readonly type: 'model-progressed'; readonly progress: Progress }
  | { readonly type: 'model-loaded'; readonly loaded: LoadedModel }
  | { readonly type: 'model-failed'; readonly failure: Omit<Failure, 'file'> }
  | { readonly type: 'engine-changed'; readonly engine: Engine }
  | { readonly type: 'recording-chosen'; readonly id: number; readonly file: File }
  | { readonly type: 'recording-progressed'; readonly id: number; readonly progress: Progress }
  | {
      readonly type: 'recording-read';
      readonly id: number;
      readonly summary: RecordingSummary;
      readonly reading: Reading;
    }
  | { readonly type: 'recording-failed'; readonly id: number; readonly failure: Omit<Failure, 'file'> }
  | { readonly type: 'recording-cancelled' }
  | { readonly type: 'recording-removed'; readonly reading: Reading }
  | { readonly type: 'transcript-typed'; readonly text: string }
  | { readonly type: 'words-requested' }
  | { readonly type: 'words-read'; readonly version: number; readonly reading: Reading }
  | { readonly type: 'words-failed'; readonly version: number; readonly failure: Omit<Failure, 'file'> }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'failure-dismissed' }
  | { readonly type: 'noticed'; readonly notice: string };

/** The phase of a session in which nothing is under way and nothing is wrong. */
function restingPhase(state: SessionState): Phase {
  return state.recording === null ? 'idle' : 'done';
}

/** Shows a failure; transcript, recording, reading and a job under way stay as they are. */
function withFailure(state: SessionState, failure: Failure): SessionState {
  return { ...state, phase: state.job === null ? 'failed' : 'analysing', failure };
}

/** Takes a reading unless a newer one is shown already. */
function withReading(state: SessionState, reading: Reading): SessionState {
  return reading.sequence < state.reading.sequence ? state : { ...state, reading };
}

/** Forgets a failure that a success has answered. */
function withoutFailure(state: SessionState): SessionState {
  if (state.failure === null) return state;
  return { ...state, phase: state.phase === 'failed' ? restingPhase(state) : state.phase, failure: null };
}

/**
 * The state after an event. Events of a recording job that was replaced or cancelled change nothing, and a reading
 * older than the one shown is dropped: two threads post into one page.
 */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'model-requested':
      return { ...withoutFailure(state), model: { status: 'loading', progress: null } };
    case 'model-progressed':
      return { ...state, model: { status: 'loading', progress: event.progress } };
    case 'model-loaded':
      return { ...state, model: { status: 'ready', loaded: event.loaded } };
    case 'model-failed':
      return withFailure(
        { ...state, model: { status: 'failed' }, job: null, wordsPending: false },
        { ...event.failure, file: state.job?.file ?? null },
      );
    case 'engine-changed':
      if (state.model.status !== 'ready') return state;
      return { ...state, model: { status: 'ready', loaded: { ...state.model.loaded, engine: event.engine } } };

    case 'recording-chosen':
      return {
        ...state,
        phase: 'analysing',
        job: { id: event.id, file: event.file, progress: null },
        failure: null,
        notice: null,
      };
    case 'recording-progressed':
      if (state.job?.id !== event.id) return state;
      return { ...state, job: { ...state.job, progress: event.progress } };
    case 'recording-read':
      if (state.job?.id !== event.id) return state;
      return withReading(
        {
          ...state,
          phase: 'done',
          job: null,
          recording: { file: state.job.file, summary: event.summary },
          notice: event.summary.notice ?? state.notice,
        },
        event.reading,
      );
    case 'recording-failed':
      if (state.job?.id !== event.id) return state;
      return withFailure({ ...state, job: null }, { ...event.failure, file: state.job.file });
    case 'recording-cancelled':
      if (state.job === null) return state;
      return { ...state, phase: restingPhase(state), job: null, notice: `Stopped reading ${state.job.file.name}.` };
    case 'recording-removed':
      return withReading(
        { ...withoutFailure(state), phase: state.phase === 'analysing' ? 'analysing' : 'idle', recording: null },
        event.reading,
      );

    case 'transcript-typed':
      return {
        ...state,
        transcript: event.text,
        transcriptVersion: state.transcriptVersion + 1,
        wordsPending: !awaitsRetry(state),
        notice: null,
      };
    case 'words-requested':
      return { ...state, wordsPending: true };
    case 'words-read': {
      // A failure that a retry may heal is healed by this success, unless a recording still waits for its own retry.
      const healed = state.failure?.retryable === true && state.failure.file === null;
      const read = withReading(healed ? withoutFailure(state) : state, event.reading);
      return event.version === state.transcriptVersion ? { ...read, wordsPending: false } : read;
    }
    case 'words-failed':
      if (event.version !== state.transcriptVersion) return state;
      return withFailure({ ...state, wordsPending: false }, { ...event.failure, file: null });

    case 'failed':
      return withFailure(state, { message: event.message, retryable: false, file: null });
    case 'failure-dismissed':
      return withoutFailure(state);
    case 'noticed':
      return { ...state, notice: event.notice };
  }
}
