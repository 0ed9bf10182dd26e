/** A voice that is heard in training and held out flatters every figure, even as babble; and which variants are crowded. */
import { describe, expect, it } from 'vitest';

import { CROWDED, ORDINARY } from './augmentation/augment';
import type { Clip, CorpusName } from './corpora/corpus';
import { extractionJobs, isCrowded, surroundingsOf, variantNumbers } from './extractionJobs';
import { foldOfSpeaker } from './splits';

function clip(corpus: CorpusName, speaker: string, take: number): Clip {
  const id = `${corpus}/${speaker}-${take}`;
  return { corpus, id, path: `${id}.wav`, emotion: 'sad', speaker, sex: 'unknown', transcript: '' };
}

describe('extractionJobs', () => {
  const speakers: readonly (readonly [CorpusName, string])[] = [
    ...Array.from({ length: 24 }, (_, index) => ['ravdess-speech', `ravdess-${index + 1}`] as const),
    ...['DC', 'JE', 'JK', 'KL'].map((name) => ['savee', `savee-${name}`] as const),
    ...Array.from({ length: 91 }, (_, index) => ['crema-d', `crema-d-${1001 + index}`] as const),
  ];
  const clips = speakers.flatMap(([corpus, speaker]) => [0, 1].map((take) => clip(corpus, speaker, take)));

  it('has only speakers talk under a clip that are held out with it', () => {
    const foldOf = new Map(clips.map(({ path, speaker }) => [path, foldOfSpeaker(speaker)]));
    for (const { path, babblePaths } of extractionJobs(clips)) {
      expect(babblePaths).toHaveLength(3);
      expect(new Set(babblePaths.map((talker) => foldOf.get(talker)))).toEqual(new Set([foldOf.get(path)]));
    }
  });

  it('has the same ones talk in every run', () => {
    expect(extractionJobs(clips)).toEqual(extractionJobs(clips));
  });
});

describe('variants', () => {
  it('are the recording, then the ordinary ones, then the crowded ones', () => {
    const variants = { ordinary: 2, crowded: 1 };
    expect(variantNumbers(variants)).toEqual([0, 1, 2, 3]);
    expect([1, 2, 3].map((variant) => surroundingsOf(variants, variant))).toEqual([ORDINARY, ORDINARY, CROWDED]);
    expect(variantNumbers(variants).map((variant) => isCrowded(variants, variant))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});
