/** What a run of the evaluation measured, kept as a file: the card, the README's table and the pictures are made of it. */
import type { Figure } from './tables';

/** Figures that belong together, with what one must know to read them. */
export interface Section {
  readonly title: string;
  readonly note: string;
  readonly figures: readonly Figure[];
}

/** What a fit depends on beside its data, by name: its version, its seed, its epochs. */
export type Recipe = Readonly<Record<string, unknown>>;

export interface Confusion {
  readonly title: string;
  /** File name of its picture, without folder and ending. */
  readonly name: string;
  /** Counts of [truth, reading] in the order of EMOTIONS. */
  readonly counts: readonly (readonly number[])[];
}

export interface EvaluationRecord {
  readonly command: string;
  /** The model that was judged: not the one that ships, but its twin that never heard the test speakers. */
  readonly model: {
    /** From the repository. */
    readonly folder: string;
    readonly version: string;
    readonly recipe: Recipe;
    /** Digest of the data at hand when it was fitted. */
    readonly data: string;
    /** Of its files. */
    readonly fingerprint: string;
    readonly trainedOn: readonly string[];
    /** Folds whose speakers its temperatures were fitted on, and where it is sure. */
    readonly calibratedOnFolds: readonly number[];
  };
  readonly heldOut: readonly string[];
  readonly sections: readonly Section[];
  readonly confusions: readonly Confusion[];
}

/** Names by which the card finds what it tells elsewhere, too. */
export const WORDS_MACRO_F1 = 'words, GoEmotions: macro-F1, several emotions a text';
export const RAVDESS_RECALL = 'voice, ravdess-speech: UAR, likeliest of all eight';
export const NOISE_LOSS = '10 dB, the worst of the three: UAR lost';
export const ALL_FILES = 'all files, MB';
export const WORDS_CONFUSION = 'confusion-words';
export const voiceConfusionName = (corpus: string): string => `confusion-voice-${corpus}`;

/** Where `evaluate --write` keeps its record. */
export const RECORD_PATH = 'training/reference/evaluation.json';

/** As it is kept: without figures of which there was no item, and to four decimals: beyond that, two machines differ. */
export function tidied(record: EvaluationRecord): EvaluationRecord {
  const sections = record.sections.map((section) => ({
    ...section,
    figures: section.figures
      .filter(({ items }) => items > 0)
      .map((figure) => ({ ...figure, value: Number(figure.value.toFixed(4)) })),
  }));
  return { ...record, sections };
}
