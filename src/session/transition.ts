/** The session's state machine: every change of state is one of these events, and a pure function of it. */
import type { LoadedModel } from '../inference/client';
import type { Engine, LiveReading, Progress, Reading, RecordingSummary } from '../inference/protocol';
import { withMood } from './moods';
import {
  awaitsRetry,
  filesAtHand,
  isStillSure,
  isUnsaved,
  NOTHING_READ,
  noticeOf,
  takeShown,
  type Failure,
  type Listening,
  type MicrophoneDetails,
  type MicrophoneDevice,
  type Pause,
  type RecordingJob,
  type SessionState,
} from './state';

export type SessionEvent =
  | { readonly type: 'model-requested' }
  | { readonly type: 'model-progressed'; readonly progress: Progress }
  | { readonly type: 'model-loaded'; readonly loaded: LoadedModel }
  | { readonly type: 'model-failed'; readonly failure: Omit<Failure, 'file'> }
  | { readonly type: 'engine-changed'; readonly engine: Engine }
  | { readonly type: 'sample-requested'; readonly name: string }
  | { readonly type: 'sample-failed'; readonly message: string }
  /** A recording was given while the microphone is in use. */
  | { readonly type: 'recording-refused' }
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
  | { readonly type: 'recording-removed'; readonly file: File; readonly reading: Reading }
  /** The network is a newer one than the one that heard the recording. */
  | { readonly type: 'voice-lost' }
  | { readonly type: 'listening-requested'; readonly id: number }
  | { readonly type: 'listening-started'; readonly id: number; readonly details: MicrophoneDetails }
  | { readonly type: 'heard'; readonly id: number; readonly live: LiveReading }
  /** Live readings ceased; the sound itself goes on. */
  | { readonly type: 'live-failed'; readonly id: number; readonly failure: Omit<Failure, 'file'> }
  | { readonly type: 'listening-paused'; readonly id: number; readonly pause: Pause | null }
  | { readonly type: 'listening-stopping'; readonly id: number }
  /** The microphone is released. `take` is null when too little was recorded to be read, or it never began. */
  | { readonly type: 'listening-ended'; readonly id: number; readonly take: File | null }
  | { readonly type: 'take-discarded' }
  | { readonly type: 'take-saved'; readonly take: File }
  | { readonly type: 'replaced-take-discarded'; readonly take: File }
  | { readonly type: 'microphones-listed'; readonly microphones: readonly MicrophoneDevice[] }
  | { readonly type: 'microphone-chosen'; readonly deviceId: string | null }
  | { readonly type: 'transcript-typed'; readonly text: string }
  /** Not by the person: with a sample its words come or go. What is said on the page stays. */
  | { readonly type: 'transcript-replaced'; readonly text: string }
  | { readonly type: 'words-requested' }
  | { readonly type: 'words-read'; readonly version: number; readonly words: string; readonly reading: Reading }
  | { readonly type: 'words-failed'; readonly version: number; readonly failure: Omit<Failure, 'file'> }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'failure-dismissed' }
  | { readonly type: 'noticed'; readonly notice: string }
  | { readonly type: 'notice-dismissed' };

function stoppedReading({ file }: RecordingJob): string {
  return `Stopped reading ${file.name}.`;
}

/** The state with what is known of listening changed, unless that listening has ended. */
function withListening(state: SessionState, id: number, change: Partial<Listening>): SessionState {
  return state.listening?.id === id ? { ...state, listening: { ...state.listening, ...change } } : state;
}

/** Ends the saying of what was refused, where there is something newer to say. */
function withoutRefusal(state: SessionState): SessionState {
  return state.listening === null ? state : { ...state, listening: { ...state.listening, hasRefused: false } };
}

/**
 * Ends the saying of all that `noticeOf` shows: what lies under the newest was shown before it, but for what a newer model
 * brings at any time. Of a recording for which another voice may come nothing is shown, and what is said of it stays.
 */
function withoutNotices(state: SessionState): SessionState {
  const rest = { ...withoutRefusal(state), notice: null };
  const { recording } = rest;
  if (noticeOf(rest) === null || recording === null) return rest;
  if (state.notice !== null && recording.isForgotten) return rest;
  return { ...rest, recording: { ...recording, summary: { ...recording.summary, notice: null } } };
}

/** Takes a reading unless a newer one is shown already. */
function withReading(state: SessionState, reading: Reading): SessionState {
  return reading.sequence < state.reading.sequence ? state : { ...state, reading };
}

/** Takes other words, which will be read unless they wait for a retry. */
function withTranscript(state: SessionState, transcript: string): SessionState {
  const transcriptVersion = state.transcriptVersion + 1;
  return { ...state, transcript, transcriptVersion, wordsPending: !awaitsRetry(state) };
}

/** Keeps a take at hand whose place another one takes: it may be read again. */
function withReplaced(state: SessionState, take: File | null): SessionState {
  return take === null ? state : { ...state, replacedTakes: [...state.replacedTakes, take] };
}

/** Keeps a take at hand that the person removes, if it is nowhere else. */
function withRemoved(state: SessionState, take: File | null): SessionState {
  return isUnsaved(state, take) ? withReplaced(state, take) : state;
}

/** Gives an earlier take, which is to be read again, the place of one that is not read. */
function withTakenUp(state: SessionState, take: File): SessionState {
  return { ...withReplaced(withoutReplaced(state, take), state.unreadTake), unreadTake: take };
}

/**
 * Marks a take as saved. It stays where it is: whether the browser has written the file, or the person has called that
 * off, no page is told.
 */
function withSaved(state: SessionState, take: File): SessionState {
  return withoutFilesGone({ ...state, savedTakes: [...state.savedTakes.filter((saved) => saved !== take), take] });
}

/** Lets go of what is known of files that have left the page: they are large. */
function withoutFilesGone(state: SessionState): SessionState {
  const atHand = filesAtHand(state);
  const { savedTakes, unreadableFiles } = state;
  return {
    ...state,
    savedTakes: savedTakes.filter((file) => atHand.includes(file)),
    unreadableFiles: unreadableFiles.filter((file) => atHand.includes(file)),
  };
}

function withoutReplaced(state: SessionState, take: File): SessionState {
  return { ...state, replacedTakes: state.replacedTakes.filter((replaced) => replaced !== take) };
}

/** A failure that a retry may heal is healed by any success, unless a recording still waits for its own retry. */
function withoutHealedFailure(state: SessionState): SessionState {
  return state.failure?.retryable === true && state.failure.file === null ? { ...state, failure: null } : state;
}

/** Forgets what was wrong with a recording that goes. */
function withoutFailureOf(state: SessionState, file: File | null): SessionState {
  return file !== null && state.failure?.file === file ? { ...state, failure: null } : state;
}

/**
 * A failure in place of the one before, whose recording still waits for its own retry; what no retry can heal is not told
 * in its stead.
 */
function keepingRetry({ failure }: SessionState, newer: Omit<Failure, 'file'>): Failure {
  if (failure === null || !failure.retryable || failure.file === null) return { ...newer, file: null };
  return newer.retryable ? { ...newer, file: failure.file } : failure;
}

/** Ends the reading of a recording; transcript, recording and reading stay as they are. */
function withJobFailed(state: SessionState, { file }: RecordingJob, failure: Omit<Failure, 'file'>): SessionState {
  const failed: SessionState = { ...state, phase: 'idle', job: null, failure: { ...failure, file } };
  if (failure.retryable) return failed;
  const { recording, unreadableFiles } = failed;
  // That it was to be read again.
  const isHopeless = recording?.file === file;
  return withoutFilesGone({
    ...failed,
    recording: isHopeless ? { ...recording, summary: { ...recording.summary, notice: null } } : recording,
    unreadableFiles: [...unreadableFiles, file],
  });
}

/**
 * The state after an event. Events of a recording job that was replaced or cancelled change nothing, and a reading
 * older than the one shown is dropped: two threads post into one page.
 */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'model-requested':
      return {
        ...withoutHealedFailure(state),
        model: { status: 'loading', progress: { stage: 'downloading the model', fraction: 0 } },
      };
    case 'model-progressed':
      return { ...state, model: { status: 'loading', progress: event.progress } };
    case 'model-loaded':
      return { ...state, model: { status: 'ready', loaded: event.loaded }, sureFrom: event.loaded.sureFrom };
    case 'model-failed':
      return {
        ...(state.job === null
          ? { ...state, failure: keepingRetry(state, event.failure) }
          : withJobFailed(state, state.job, event.failure)),
        model: { status: 'failed' },
        wordsPending: false,
      };
    case 'engine-changed':
      if (state.model.status !== 'ready') return state;
      return { ...state, model: { status: 'ready', loaded: { ...state.model.loaded, engine: event.engine } } };

    case 'sample-requested':
      // Or the same failure or notice a second time would be no news, to the eye nor to a screen reader.
      return {
        ...state,
        failure: state.failure?.retryable === false ? null : state.failure,
        sampleAwaited: event.name,
        notice: null,
      };
    case 'sample-failed':
      return { ...state, sampleAwaited: null, failure: { message: event.message, retryable: false, file: null } };
    case 'recording-refused':
      return state.listening === null ? state : withListening(state, state.listening.id, { hasRefused: true });
    case 'recording-chosen':
      return {
        ...(state.replacedTakes.includes(event.file) ? withTakenUp(state, event.file) : state),
        phase: 'analysing',
        sampleAwaited: null,
        job: { id: event.id, file: event.file, progress: null },
        failure: null,
        notice: null,
      };
    case 'recording-progressed':
      if (state.job?.id !== event.id) return state;
      return { ...state, job: { ...state.job, progress: event.progress } };
    case 'recording-read': {
      if (state.job?.id !== event.id) return state;
      const shown = takeShown(state);
      const isShown = state.job.file === shown;
      return withReading(
        {
          ...(isShown ? state : withReplaced(state, shown)),
          phase: 'idle',
          job: null,
          recording: {
            file: state.job.file,
            summary: event.summary,
            isTake: isShown || state.job.file === state.unreadTake,
            isForgotten: false,
          },
          unreadTake: state.job.file === state.unreadTake ? null : state.unreadTake,
          notice: event.summary.notice ?? state.notice,
        },
        event.reading,
      );
    }
    case 'recording-failed':
      if (state.job?.id !== event.id) return state;
      return withJobFailed(state, state.job, event.failure);
    case 'recording-cancelled':
      if (state.job === null) {
        if (state.sampleAwaited === null) return state;
        return { ...state, sampleAwaited: null, notice: `Stopped fetching ${state.sampleAwaited}.` };
      }
      return { ...state, phase: 'idle', sampleAwaited: null, job: null, notice: stoppedReading(state.job) };
    case 'recording-removed': {
      // Another may have taken its place meanwhile, which the reading is of then, or it is being read again.
      if (state.recording?.file !== event.file || state.job?.file === event.file) return state;
      const answered = withoutHealedFailure(withoutFailureOf(state, event.file));
      const removed = { ...withRemoved(answered, takeShown(state)), recording: null, notice: null };
      return withReading(withoutFilesGone(removed), event.reading);
    }

    case 'voice-lost': {
      const { recording, reading } = state;
      if (recording === null) return state;
      const notice = `There is a newer model now, which has not heard ${recording.file.name}. To have it read again, press Read it.`;
      return {
        ...state,
        recording: { ...recording, isForgotten: true, summary: { ...recording.summary, notice } },
        reading: { ...NOTHING_READ, sequence: reading.sequence },
      };
    }

    case 'listening-requested':
      return {
        ...state,
        phase: 'asking',
        sampleAwaited: null,
        job: null,
        listening: { id: event.id, details: null, live: null, isSure: false, pause: null, hasRefused: false },
        failure: null,
        notice: state.job === null ? null : stoppedReading(state.job),
      };
    case 'listening-started':
      if (state.listening?.id !== event.id) return state;
      return {
        ...withListening(state, event.id, { details: event.details }),
        phase: 'listening',
        moods: [],
        moodsTake: null,
      };
    case 'heard': {
      const { listening } = state;
      const isLate = (listening?.live?.sequence ?? 0) > event.live.sequence;
      if (listening?.id !== event.id || state.phase !== 'listening' || isLate) return state;
      const change = { live: event.live, isSure: isStillSure(listening, event.live.reading, state.sureFrom) };
      const heard = withListening(withoutHealedFailure(state), event.id, change);
      return { ...heard, moods: withMood(state.moods, event.live) };
    }
    case 'live-failed':
      if (state.listening?.id !== event.id) return state;
      return { ...withListening(state, event.id, { live: null }), failure: { ...event.failure, file: null } };
    case 'listening-paused':
      return withListening(state, event.id, { pause: event.pause });
    case 'listening-stopping':
      return state.listening?.id === event.id ? { ...state, phase: 'stopping' } : state;
    case 'listening-ended':
      if (state.listening?.id !== event.id) return state;
      return {
        ...withReplaced(state, event.take === null ? null : state.unreadTake),
        phase: 'idle',
        listening: null,
        // One that never began has left the moods before it, and their take.
        moodsTake: state.phase === 'asking' ? state.moodsTake : event.take,
        unreadTake: event.take ?? state.unreadTake,
      };
    case 'take-discarded':
      return withoutFilesGone({
        ...withRemoved(withoutFailureOf(state, state.unreadTake), state.unreadTake),
        unreadTake: null,
      });
    case 'take-saved':
      return withSaved(state, event.take);
    case 'replaced-take-discarded':
      return withoutFilesGone(withoutReplaced(state, event.take));
    case 'microphones-listed':
      return { ...state, microphones: event.microphones };
    case 'microphone-chosen':
      return { ...state, microphoneId: event.deviceId };

    case 'transcript-typed':
      return { ...withTranscript(withoutRefusal(state), event.text), notice: null };
    case 'transcript-replaced':
      return withTranscript(state, event.text);
    case 'words-requested':
      return { ...state, wordsPending: true };
    case 'words-read': {
      const read = { ...withReading(withoutHealedFailure(state), event.reading), wordsRead: event.words };
      return event.version === state.transcriptVersion ? { ...read, wordsPending: false } : read;
    }
    case 'words-failed':
      if (event.version !== state.transcriptVersion) return state;
      return { ...state, wordsPending: false, failure: keepingRetry(state, event.failure) };

    case 'failed':
      return { ...state, failure: { message: event.message, retryable: false, file: null } };
    case 'failure-dismissed':
      return { ...state, failure: null };
    case 'noticed':
      return { ...withoutRefusal(state), notice: event.notice };
    case 'notice-dismissed':
      return withoutNotices(state);
  }
}
