/** Who is trained on, who is tuned on, and who is only looked at once: by speaker, always. */
import type { Clip, LabelledText } from './corpora/corpus';
import { hash } from './random';

export type Split = 'train' | 'validation' | 'test';

/** Two women and two men of RAVDESS and one man of SAVEE for each purpose; what is not named is trained on. */
const HELD_OUT: Readonly<Record<Exclude<Split, 'train'>, ReadonlySet<string>>> = {
  validation: new Set(['ravdess-13', 'ravdess-14', 'ravdess-15', 'ravdess-16', 'savee-JE']),
  test: new Set(['ravdess-17', 'ravdess-18', 'ravdess-19', 'ravdess-20', 'savee-JK']),
};

/** CREMA-D has too many actors to name: every tenth is held out for validation, every fifth for the test. */
function cremaDSplit(speaker: string): Split {
  const digit = Number(speaker.at(-1));
  if (digit === 5) return 'validation';
  return digit === 0 || digit === 9 ? 'test' : 'train';
}

/** A speaker's split, the same for all of a speaker's recordings in every corpus of a publisher. */
export function splitOfSpeaker(speaker: Clip['speaker']): Split {
  if (speaker.startsWith('crema-d-')) return cremaDSplit(speaker);
  if (HELD_OUT.validation.has(speaker)) return 'validation';
  return HELD_OUT.test.has(speaker) ? 'test' : 'train';
}

/** Of GoEmotions' train part a twentieth is for validation; its dev part is the test. */
export function splitOfText(text: LabelledText): Split {
  return hash(text.id) % 20 === 0 ? 'validation' : 'train';
}
