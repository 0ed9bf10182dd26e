/** What the page and the inference Worker say to each other: the types both sides are checked against. */
import type { EmotionVector } from '../emotions';

/** What a reading was read from. */
export type ReadingSource = 'voice' | 'words' | 'both' | 'nothing';

/** One answer of the network. */
export interface Reading {
  /** Grows by one with every reading; a reading with a number lower than one already shown is late: drop it. */
  readonly sequence: number;
  readonly source: ReadingSource;
  /** Eight probabilities in the order of EMOTIONS that sum to 1. All zero when `source` is 'nothing'. */
  readonly probabilities: EmotionVector;
}

/** How the network runs here, for the page to tell. */
export interface Engine {
  readonly backend: 'webgl' | 'wasm' | 'cpu';
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
  readonly name: string;
  readonly durationSeconds: number;
  readonly sampleRate: number;
  readonly channels: number;
  /** Seconds in which somebody or something could be heard. */
  readonly heardSeconds: number;
}
