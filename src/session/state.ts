/** What a session knows at any moment: plain data, so that the state machine is tested without a browser. */
import { EMOTIONS, type Emotion } from '../emotions';
import type { MicrophoneDevice } from '../capture/devices';
import type { MicrophoneDetails } from '../capture/microphone';
import type { LoadedModel } from '../inference/client';
import type { LiveReading, Progress, Reading, RecordingSummary } from '../inference/protocol';
import { leadingEmotion, type MoodSegment } from './moods';

/** For each kind of reading, the likeliest emotion's probability from which it is said without reserve. */
export type SureFrom = LoadedModel['sureFrom'];

export type { MicrophoneDevice } from '../capture/devices';
export type { MicrophoneDetails } from '../capture/microphone';
export type { LiveReading, Progress, Reading, ReadingSource, RecordingSummary } from '../inference/protocol';

/**
 * What is under way with a voice; words and the model have states of their own. 'asking': the browser may be asking
 * for the permission. 'stopping': the microphone is released, and the last of the take is on its way.
 */
export type Phase = 'idle' | 'asking' | 'listening' | 'stopping' | 'analysing';

/** The network on its way into the page. */
export type ModelState =
  | { readonly status: 'unloaded' }
  | { readonly status: 'loading'; readonly progress: Progress }
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
  /** True when it was spoken here, so that this page may have the only copy. */
  readonly isTake: boolean;
  /** True when a newer network has come since, which has not heard it: it is in no reading until it is read again. */
  readonly isForgotten: boolean;
}

/** Why no sound comes for now, and whether a click may help. */
export interface Pause {
  readonly message: string;
  readonly canResume: boolean;
}

/** What is known while the microphone is in use. */
export interface Listening {
  /** Tells its messages from those of a listening that has ended. */
  readonly id: number;
  /** What the browser really gave; null until it did. */
  readonly details: MicrophoneDetails | null;
  /** The newest; null before the first. */
  readonly live: LiveReading | null;
  /** True while its mood is said without reserve. */
  readonly isSure: boolean;
  readonly pause: Pause | null;
  /** True when a recording was given meanwhile, which is not read as that would end the take. */
  readonly hasRefused: boolean;
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
  /** The words that `reading` is of, which those that were typed since may differ from. */
  readonly wordsRead: string;
  /** True from a keystroke until the reading of exactly that text is there. */
  readonly wordsPending: boolean;
  /** The name of the site's own recording that is on its way into the page; null while none is. */
  readonly sampleAwaited: string | null;
  /** Set while, and only while, the phase is 'analysing'. */
  readonly job: RecordingJob | null;
  /** Set while, and only while, the phase is 'asking', 'listening' or 'stopping'. */
  readonly listening: Listening | null;
  /** The moods of the listening under way, or else of the last one, in order of time. */
  readonly moods: readonly MoodSegment[];
  /** The take in which they were read; null while it is not there, or too short to be kept. */
  readonly moodsTake: File | null;
  /** What was spoken and has not been read: it stays, to be heard and saved, whatever becomes of its reading. */
  readonly unreadTake: File | null;
  /** Takes that were given to the person as files: closing the page does not lose them. */
  readonly savedTakes: readonly File[];
  /** Takes that went from their places, in that order: they can be saved and read again until the person lets them go. */
  readonly replacedTakes: readonly File[];
  /** What is on the page though no second try can read it. */
  readonly unreadableFiles: readonly File[];
  /** Empty until the browser names them, which most do only once the microphone was allowed. */
  readonly microphones: readonly MicrophoneDevice[];
  /** The one to listen with; null for the system's own choice. */
  readonly microphoneId: string | null;
  /** The last recording read; it stays when a later one fails. */
  readonly recording: LoadedRecording | null;
  readonly reading: Reading;
  /** From where the model that read is sure, also when it has gone since; null before there was one, and so no reading. */
  readonly sureFrom: SureFrom | null;
  readonly failure: Failure | null;
  /** One sentence about something worth knowing that is not an error. To be shown by `noticeOf`. */
  readonly notice: string | null;
}

/** A reading apart from its place in the order of readings. */
export type ShownReading = Omit<Reading, 'sequence'>;

export const NOTHING_READ: Reading = { sequence: 0, source: 'nothing', probabilities: EMOTIONS.map(() => 0) };

export const INITIAL_STATE: SessionState = {
  phase: 'idle',
  model: { status: 'unloaded' },
  transcript: '',
  transcriptVersion: 0,
  wordsRead: '',
  wordsPending: false,
  sampleAwaited: null,
  job: null,
  listening: null,
  moods: [],
  moodsTake: null,
  unreadTake: null,
  savedTakes: [],
  replacedTakes: [],
  unreadableFiles: [],
  microphones: [],
  microphoneId: null,
  recording: null,
  reading: NOTHING_READ,
  sureFrom: null,
  failure: null,
  notice: null,
};

/** True while the reading on the page is about to change; live readings change as they come and keep nobody waiting. */
export function isBusy(state: SessionState): boolean {
  const finishing = state.phase === 'analysing' || state.phase === 'stopping';
  return state.model.status === 'loading' || finishing || state.wordsPending || state.sampleAwaited !== null;
}

/** True while a recording is fetched or read, which can be called off. */
export function isCancellable({ phase, sampleAwaited }: SessionState): boolean {
  return phase === 'analysing' || sampleAwaited !== null;
}

/** For all that would end what is being recorded, as long as it would. */
const REFUSALS: Readonly<Partial<Record<Phase, string>>> = {
  asking: 'The microphone is about to listen. Press Stop first; then this can be read.',
  listening: 'The microphone is listening. Press Stop first; then this can be read.',
  stopping: 'What was said is just being put together. Try this again in a moment.',
};

/** The notice to show: what was refused, what has happened, or else what is wrong with the recording. */
export function noticeOf({ phase, listening, notice, job, failure, recording }: SessionState): string | null {
  const refusal = listening?.hasRefused ? REFUSALS[phase] : null;
  const failed = failure?.file ?? null;
  const isOfAnother = listening !== null || job !== null || (failed !== null && failed !== recording?.file);
  return refusal ?? notice ?? (isOfAnother ? null : (recording?.summary.notice ?? null));
}

/** True from Stop until what was said is read: the reading there was before is of another voice. */
function isTakeOnItsWay({ phase, job, unreadTake }: SessionState): boolean {
  return phase === 'stopping' || (job !== null && job.file === unreadTake);
}

/**
 * The reading to show: of this moment while listening, and rest while nobody speaks, no sound comes, or a take is on its way;
 * else of recording and words.
 */
export function shownReading(state: SessionState): ShownReading {
  if (state.phase === 'listening') {
    const { live, pause } = state.listening ?? {};
    return (pause ? null : live?.reading) ?? NOTHING_READ;
  }
  return isTakeOnItsWay(state) ? NOTHING_READ : state.reading;
}

/**
 * The name of the recording that is read from, where the reading shown could be taken for that of a take beside it that was
 * not read; else null.
 */
export function voiceToName({ phase, recording, unreadTake }: SessionState): string | null {
  const isReadFrom = recording !== null && !recording.isForgotten;
  return phase !== 'listening' && unreadTake !== null && isReadFrom ? recording.file.name : null;
}

/** The likeliest emotion's probability may fall so far below what the model is sure from before a live mood is hedged. */
const SURE_MARGIN = 0.05;

/**
 * Whether a reading is said without reserve. One of words alone of which most are unknown never is, nor one of a sound in
 * which no voice was found, however likely the network thinks that they are neutral.
 *
 * @param wasSure of the same mood, a moment ago: a probability that sways about a threshold must not flicker.
 */
export function isSure(reading: ShownReading, sureFrom: SureFrom | null, wasSure = false): boolean {
  if (sureFrom === null || reading.source === 'nothing') return true;
  if ((reading.source === 'words' && reading.wordsUnknown) || reading.voiceMissing) return false;
  return Math.max(...reading.probabilities) >= sureFrom[reading.source] - (wasSure ? SURE_MARGIN : 0);
}

/** Whether the newest live reading is said without reserve; null is a pause, after which all is judged afresh. */
export function isStillSure(
  { live, isSure: wasSure }: Listening,
  newest: ShownReading | null,
  sureFrom: SureFrom | null,
): boolean {
  if (newest === null) return false;
  const isSameMood = live !== null && leadingEmotion(live) === leadingEmotion({ reading: newest });
  return isSure(newest, sureFrom, wasSure && isSameMood);
}

/** Whether the reading on the page is said without reserve; so is that nothing was read. */
export function isShownSure(state: SessionState): boolean {
  if (state.phase === 'listening') return state.listening?.isSure ?? true;
  return isSure(shownReading(state), state.sureFrom);
}

/** True while something was spoken here that would be gone with the page. */
export function holdsUnsavedTake(state: SessionState): boolean {
  if (state.phase === 'listening' || state.phase === 'stopping') return true;
  return [...state.replacedTakes, state.unreadTake, takeShown(state)].some((take) => isUnsaved(state, take));
}

/** The recording on the page, when it was spoken here. */
export function takeShown({ recording }: SessionState): File | null {
  return recording?.isTake === true ? recording.file : null;
}

/** What is on the page to be heard or saved. */
export function filesAtHand({ replacedTakes, unreadTake, recording }: SessionState): readonly (File | null)[] {
  return [...replacedTakes, unreadTake, recording?.file ?? null];
}

/** True while it can be asked for that a file on the page is read, and that may help. */
export function canBeRead({ job, listening, unreadableFiles }: SessionState, file: File): boolean {
  return job?.file !== file && listening === null && !unreadableFiles.includes(file);
}

export function isUnsaved({ savedTakes }: SessionState, take: File | null): boolean {
  return take !== null && !savedTakes.includes(take);
}

/** True while the page offers to load the model again: until then typing must not start it with every key. */
export function awaitsRetry(state: SessionState): boolean {
  return state.model.status === 'failed' && state.failure?.retryable === true;
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
export function ranking(reading: ShownReading): readonly RankedEmotion[] {
  if (reading.source === 'nothing') return [];
  return EMOTIONS.map((emotion, index) => ({ emotion, probability: reading.probabilities[index] ?? 0 })).sort(
    (a, b) => b.probability - a.probability,
  );
}
