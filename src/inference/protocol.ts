/** What the page and the inference Worker say to each other: the types both sides are checked against. */
import type { DecodedSound, SoundClaim } from '../capture/decodeRecording';
import type { RecordingErrorCode } from '../capture/recordingError';
import type { EmotionVector } from '../emotions';
import type { InferenceErrorCode } from './inferenceError';
import type { PerSource } from './manifest';

/** What a reading was read from. */
export type ReadingSource = 'voice' | 'words' | 'both' | 'nothing';

/** One answer of the network. */
export interface Reading {
  /** Grows by one with every reading; a reading with a number lower than one already shown is late: drop it. */
  readonly sequence: number;
  readonly source: ReadingSource;
  /** Eight probabilities in the order of EMOTIONS that sum to 1. All zero when `source` is 'nothing'. */
  readonly probabilities: EmotionVector;
  /** True where the model knows less than half of the words: they say little then, and their neutral is no finding. */
  readonly wordsUnknown?: boolean;
  /** True where it is read from a sound in which no voice was found. */
  readonly voiceMissing?: boolean;
}

/** What is heard at one moment of listening, about ten times a second. */
export interface LiveReading {
  /** As a Reading's; also grows with those that have no reading in them. */
  readonly sequence: number;
  /** Whether somebody speaks. */
  readonly speaking: boolean;
  /** Smoothed over time; null while nobody speaks or too little has been said: show that it rests, not a guess. */
  readonly reading: Omit<Reading, 'sequence'> | null;
  /** Within the last second the sound was too loud for the microphone. */
  readonly clipping: boolean;
  /** What is said hardly reaches the microphone, or nothing does. */
  readonly veryQuiet: boolean;
  /** Of sound since listening began, in a Worker before this one, too; pauses of the audio system do not count. */
  readonly secondsListened: number;
  /** Predictions a second over the last two seconds; null when there were too few to say. */
  readonly readingsPerSecond: number | null;
  /** Frames that never came, since listening began. */
  readonly framesLost: number;
}

export type BackendName = 'webgl' | 'wasm' | 'cpu';

/** How the network runs here, for the page to tell. */
export interface Engine {
  readonly backend: BackendName;
  /** The graphics renderer's own name, where there is one. */
  readonly renderer: string | null;
  /** Why not WebGL, in a sentence for the person at the screen; null on WebGL. */
  readonly fallbackReason: string | null;
}

/** Stages of long work, each with its share done in 0..1. */
export type ProgressStage = 'downloading the model' | 'warming up' | 'decoding' | 'analysing';
export interface Progress {
  readonly stage: ProgressStage;
  readonly fraction: number;
}

/** What a recording turned out to be. */
export interface RecordingSummary {
  readonly durationSeconds: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** Seconds in which somebody or something could be heard. */
  readonly heardSeconds: number;
  /** A sentence to show though all went on, such as how much of a damaged file was read; mostly null. */
  readonly notice: string | null;
}

/** A voice as the network keeps it: enough to be fused with any words, now or after the Worker was restarted. */
export interface Voice {
  /** Voice embeddings of the recording's windows that count. Never empty. */
  readonly embeddings: readonly Float32Array[];
  /** What each window counts for: positive, in no unit. */
  readonly weights: readonly number[];
  /** False where nothing in the sound was like a voice: what is read of it is a guess. */
  readonly isFound: boolean;
}

/** The voice as page and Worker both keep it, under a name by which they know whether they mean the same. */
export interface NamedVoice extends Voice {
  /** The `id` of the 'read-recording' that brought it. */
  readonly readBy: number;
  /** The fingerprint of the model that heard it: to another, its embeddings mean something else. */
  readonly heardBy: string;
}

/** The model that was loaded, for the page to tell. */
export interface LoadedModel {
  readonly engine: Engine;
  readonly modelName: string;
  readonly modelVersion: string;
  /** The likeliest emotion's probability from which a reading is said without reserve. */
  readonly sureFrom: PerSource;
}

/** `id` pairs a request with its answers. */
export type RequestToWorker =
  | {
      readonly type: 'load';
      readonly id: number;
      /** Absolute address of the folder that holds manifest.json. */
      readonly modelUrl: string;
      /** Run on this backend, however slow, as long as it works, and on none if it does not start; null to choose. */
      readonly backend: BackendName | null;
      /** The state to take up: after a restart, what the former Worker had. */
      readonly firstSequence: number;
      readonly voice: NamedVoice | null;
      readonly transcript: string;
    }
  | { readonly type: 'set-transcript'; readonly id: number; readonly transcript: string }
  | { readonly type: 'read-recording'; readonly id: number; readonly file: Blob }
  /** Forgets the voice that is named by `readBy`; not one that has taken its place while the request was on its way. */
  | { readonly type: 'clear-voice'; readonly id: number; readonly readBy: number | null }
  /** Reads the frames that come out of `port`, until 'abort' with the same id. */
  | { readonly type: 'listen'; readonly id: number; readonly port: MessagePort }
  | { readonly type: 'abort'; readonly id: number }
  /** The answer to 'decode-in-page': the sound, or why the page did not try; null when it cannot decode the file either. */
  | { readonly type: 'decoded-in-page'; readonly id: number; readonly decoded: DecodedSound | Refusal | null };

/** Of a recording, before anything was done with it. */
export interface Refusal {
  readonly code: RecordingErrorCode;
  readonly message: string;
}

/** An error on its way to another thread, where its type would be lost. */
export interface SentError {
  readonly code: InferenceErrorCode;
  readonly message: string;
}

export type MessageFromWorker =
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  /** `isVoiceForeign`: the voice that was to be taken up is of another model, and was not. */
  | { readonly type: 'loaded'; readonly id: number; readonly model: LoadedModel; readonly isVoiceForeign: boolean }
  | { readonly type: 'reading'; readonly id: number; readonly reading: Reading }
  | {
      readonly type: 'recording';
      readonly id: number;
      readonly recording: RecordingSummary;
      readonly reading: Reading;
      readonly voice: NamedVoice;
    }
  | { readonly type: 'live'; readonly id: number; readonly live: LiveReading }
  /** Only the main thread has decodeAudioData. `claim` is what the file says of itself, null when unknown. */
  | { readonly type: 'decode-in-page'; readonly id: number; readonly claim: SoundClaim | null }
  /** The Worker has heard of 'abort', with the same id. It says so at once, unless something holds it up for good. */
  | { readonly type: 'abort-heard'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly failure: SentError }
  /** The network moved to another backend, because the graphics driver went away. */
  | { readonly type: 'engine-changed'; readonly engine: Engine };
