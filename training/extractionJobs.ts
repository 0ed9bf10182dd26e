/** What is to be extracted of each clip: how many variants, in which surroundings, and who talks underneath. */
import { CROWDED, ORDINARY, type Surroundings } from './augmentation/augment';
import type { Clip, CorpusName } from './corpora/corpus';
import { Random } from './random';
import { FOLDS, foldOfSpeaker } from './splits';

/** How many variants there are beside the recording itself: first those of the one kind, then those of the other. */
export interface Variants {
  readonly ordinary: number;
  readonly crowded: number;
}

/** A clip to extract, with the clips that may talk underneath its variants. */
export interface ExtractionJob {
  readonly clipId: string;
  readonly path: string;
  readonly variants: Variants;
  readonly babblePaths: readonly string[];
}

/**
 * Augmented variants of each clip: the more labels a corpus has and the fewer clips, the more. CREMA-D has few labels in
 * the copy at hand, but so many clips that a few variants of each make about as many windows as RAVDESS's speech has.
 */
export const VARIANTS: Readonly<Record<CorpusName, Variants>> = {
  'ravdess-speech': { ordinary: 8, crowded: 6 },
  'ravdess-song': { ordinary: 2, crowded: 1 },
  savee: { ordinary: 8, crowded: 8 },
  'crema-d': { ordinary: 3, crowded: 5 },
};

/** Clips that talk at once under a variant. */
const TALKERS = 3;

/** The numbers of all that is made of a clip; 0 is the recording itself. */
export function variantNumbers({ ordinary, crowded }: Variants): number[] {
  return Array.from({ length: 1 + ordinary + crowded }, (_, variant) => variant);
}

/** Whether people talk under that variant more often than under an ordinary one. */
export function isCrowded({ ordinary }: Variants, variant: number): boolean {
  return variant > ordinary;
}

/** What may happen to the sound of that variant. */
export function surroundingsOf(variants: Variants, variant: number): Surroundings {
  return isCrowded(variants, variant) ? CROWDED : ORDINARY;
}

/** Who talks under a clip's variants are speakers that are held out with it, so that no fold hears its own held-out ones. */
export function extractionJobs(clips: readonly Clip[]): ExtractionJob[] {
  const folds = Array.from({ length: FOLDS }, (_, fold) =>
    clips.filter(({ speaker }) => foldOfSpeaker(speaker) === fold),
  );
  return clips.map((clip) => {
    const random = new Random(`babble ${clip.id}`);
    const others = folds[foldOfSpeaker(clip.speaker)] ?? [];
    const babblePaths = Array.from({ length: TALKERS }, () => others[random.index(others.length)]?.path ?? clip.path);
    return { clipId: clip.id, path: clip.path, variants: VARIANTS[clip.corpus], babblePaths };
  });
}
