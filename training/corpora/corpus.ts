/** What every corpus reader gives: clips of one speaker and one emotion, or texts with their emotions. */
import type { Emotion } from '../../src/emotions';

export type CorpusName = 'ravdess-speech' | 'ravdess-song' | 'savee' | 'crema-d';

/** One labelled recording. */
export interface Clip {
  readonly corpus: CorpusName;
  /** Unique among all corpora, and the same wherever the corpus lies. */
  readonly id: string;
  readonly path: string;
  readonly emotion: Emotion;
  /** Unique among all corpora; RAVDESS's song and speech share their actors. */
  readonly speaker: string;
  readonly sex: 'female' | 'male' | 'unknown';
  /** What is said, where the corpus tells; empty where it does not. */
  readonly transcript: string;
}

/** One text with every emotion its annotators agreed on. */
export interface LabelledText {
  readonly id: string;
  readonly text: string;
  readonly emotions: readonly Emotion[];
}
