/** Who is trained on, who is tuned on, and by whom nothing is chosen: by speaker, always. */
import type { Clip, LabelledText } from './corpora/corpus';
import { hash } from './random';

export type Split = 'train' | 'validation' | 'test';

/** Folds of a cross-validation by speaker. */
export const FOLDS = 5;
/** Recipes are chosen on folds other than the test's; the model without this one's speakers is kept, to choose by... */
export const VALIDATION_FOLD = 3;
/** ...and nothing is chosen by what is said of these. */
export const TEST_FOLD = 4;

/** Which fold of SAVEE a speaker is in; there are fewer speakers than folds. */
const SAVEE_FOLDS: Readonly<Record<string, number>> = { DC: 0, KL: 1, JE: VALIDATION_FOLD, JK: TEST_FOLD };
/** CREMA-D's 91 actors by the last digit of their number: as many as that are held out at a time. */
const CREMA_D_FOLDS = [TEST_FOLD, 0, 0, 1, 1, VALIDATION_FOLD, 2, 2, 2, TEST_FOLD];

/**
 * The fold that holds a speaker out, the same for all of a speaker's recordings in every corpus of a publisher: four of
 * RAVDESS's actors, two women and two men, but for actors 21 to 24, who are with the first four; one of SAVEE's or none; a
 * tenth to a third of CREMA-D's.
 */
export function foldOfSpeaker(speaker: Clip['speaker']): number {
  const [, corpus, name = ''] = /^(.*)-(.*?)$/.exec(speaker) ?? [];
  if (corpus === 'crema-d') return CREMA_D_FOLDS[Number(name.at(-1))] ?? 0;
  if (corpus === 'savee') return SAVEE_FOLDS[name] ?? 0;
  return Math.floor((Number(name) - 1) / 4) % FOLDS;
}

/** What a speaker's recordings are for while a recipe is looked for. */
export function splitOfSpeaker(speaker: Clip['speaker']): Split {
  const fold = foldOfSpeaker(speaker);
  if (fold === VALIDATION_FOLD) return 'validation';
  return fold === TEST_FOLD ? 'test' : 'train';
}

/** Of GoEmotions' train part a twentieth is for validation; its dev part is the test. */
export function splitOfText(text: LabelledText): Split {
  return hash(text.id) % 20 === 0 ? 'validation' : 'train';
}
