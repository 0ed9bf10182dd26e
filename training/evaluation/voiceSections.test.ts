/** Whom a figure of women and men is of must stand beside it: a gap between three singers is hardly one between the sexes. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS, type Emotion } from '../../src/emotions';
import type { Voice } from '../../src/inference/protocol';
import type { Clip } from '../corpora/corpus';
import { NOISE_KINDS, noiseName } from './disturbances';
import type { HeardClip } from './readings';
import { NOISE_LOSS } from './record';
import { robustnessSection, sexSection } from './voiceSections';

const certain = (emotion: Emotion) => EMOTIONS.map((each) => Number(each === emotion));

/** A sad clip that is read as `read`. */
function heard(speaker: string, sex: Clip['sex'], read: Emotion): HeardClip {
  const corpus = speaker.startsWith('savee') ? 'savee' : 'ravdess-speech';
  return {
    clip: { corpus, id: '', path: '', emotion: 'sad', speaker, sex, transcript: '' },
    label: EMOTIONS.indexOf('sad'),
    voice: { embeddings: [new Float32Array(1)], weights: [1] },
    probabilities: certain(read),
  };
}

describe('sexSection', () => {
  it('compares women with men where a corpus has both, and says how many of them there are', () => {
    const { figures, note } = sexSection([
      heard('ravdess-18', 'female', 'sad'),
      heard('ravdess-20', 'female', 'sad'),
      heard('ravdess-17', 'male', 'sad'),
      heard('ravdess-17', 'male', 'calm'),
      heard('savee-JK', 'male', 'sad'),
    ]);
    expect(figures.map(({ value, items }) => [value, items])).toEqual([
      [1, 2],
      [0.5, 2],
      [0.5, 4],
    ]);
    expect(note).toContain('ravdess-speech 2 and 1.');
    expect(note).not.toContain('savee');
  });
});

describe('robustnessSection', () => {
  const clips = [heard('ravdess-18', 'female', 'sad'), heard('ravdess-18', 'female', 'sad')].map((each, index) => ({
    ...each,
    clip: { ...each.clip, id: String(index) },
  }));
  // Under a noise of weight 2 everything is read as calm.
  const reader = {
    read: (voice: Voice | null) =>
      Promise.resolve({ source: 'voice' as const, probabilities: certain(voice?.weights[0] === 2 ? 'calm' : 'sad') }),
  };
  const underKinds = (kinds: readonly string[]) =>
    new Map(
      clips.map(({ clip: { id } }) => [
        id,
        new Map(
          kinds.map((kind, index) => [
            noiseName(kind, 10),
            { embeddings: [new Float32Array(1)], weights: [id === '0' ? index : 0] },
          ]),
        ),
      ]),
    );
  const lossUnder = async (kinds: readonly string[]) => {
    const { figures } = await robustnessSection(reader, clips, underKinds(kinds));
    return figures.find(({ name }) => name === NOISE_LOSS);
  };

  it('tells what is lost under the worst of the three kinds of noise', async () => {
    expect(await lossUnder(NOISE_KINDS)).toMatchObject({ value: 0.5, items: 2 });
  });

  it('tells of no worst one where one speaker alone is judged, whom nobody can talk under', async () => {
    expect(await lossUnder(NOISE_KINDS.filter((kind) => kind !== 'babble'))).toMatchObject({ items: 0 });
  });
});
