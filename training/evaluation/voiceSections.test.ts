/** Whom a figure of women and men is of must stand beside it: a gap between three singers is hardly one between the sexes. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS, type Emotion } from '../../src/emotions';
import type { Voice } from '../../src/inference/protocol';
import type { Clip } from '../corpora/corpus';
import { NOISE_KINDS, noiseName, STABILITY_NAMES } from './disturbances';
import type { HeardClip } from './readings';
import { NOISE_LOSS } from './record';
import { robustnessSection, sexSection, stabilitySection, voiceSection } from './voiceSections';

const certain = (emotion: Emotion) => EMOTIONS.map((each) => Number(each === emotion));
const voiceOf = (weight: number): Voice => ({ embeddings: [new Float32Array(1)], weights: [weight], isFound: true });

/** A sad clip that is read as `read`. */
function heard(speaker: string, sex: Clip['sex'], read: Emotion): HeardClip {
  const corpus = speaker.startsWith('savee') ? 'savee' : 'ravdess-speech';
  return {
    clip: { corpus, id: '', path: '', emotion: 'sad', speaker, sex, transcript: '' },
    label: EMOTIONS.indexOf('sad'),
    voice: voiceOf(1),
    probabilities: certain(read),
  };
}

/** Two sad clips, read as such. */
const clips = [heard('ravdess-18', 'female', 'sad'), heard('ravdess-18', 'female', 'sad')].map((each, index) => ({
  ...each,
  clip: { ...each.clip, id: String(index) },
}));
/** A voice of weight 2 is read as calm, any other as sad. */
const reader = {
  read: (voice: Voice | null) =>
    Promise.resolve({ source: 'voice' as const, probabilities: certain(voice?.weights[0] === 2 ? 'calm' : 'sad') }),
};

describe('voiceSection', () => {
  it('counts among all eight, among the own emotions of a corpus, and happy against sad', () => {
    const read = (emotion: Emotion, likeliest: Partial<Record<Emotion, number>>): HeardClip => ({
      ...heard('savee-JK', 'male', 'sad'),
      label: EMOTIONS.indexOf(emotion),
      probabilities: EMOTIONS.map((each) => likeliest[each] ?? 0),
    });
    const { figures } = voiceSection([
      read('sad', { sad: 0.7, happy: 0.3 }),
      // Angry is no emotion of these clips.
      read('sad', { angry: 0.5, sad: 0.3, happy: 0.2 }),
      read('happy', { happy: 0.4, sad: 0.6 }),
      read('neutral', { neutral: 1 }),
    ]);
    const told = new Map(figures.map(({ name, value, items }) => [name, [value, items]]));
    expect(told.get('voice, savee: UAR, likeliest of all eight')).toEqual([0.5, 4]);
    expect(told.get("voice, savee: UAR, likeliest of the corpus's own")).toEqual([2 / 3, 4]);
    expect(told.get('voice, savee: happy or sad, share right')).toEqual([2 / 3, 3]);
  });
});

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
  const underKinds = (kinds: readonly string[]) =>
    new Map(
      clips.map(({ clip: { id } }) => [
        id,
        new Map(kinds.map((kind, index) => [noiseName(kind, 10), voiceOf(id === '0' ? index : 0)])),
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

describe('stabilitySection', () => {
  it('tells how many readings stay, and how far their probabilities move', async () => {
    const under = (id: string) => new Map([[STABILITY_NAMES[0], voiceOf(id === '0' ? 2 : 1)]]);
    const conditions = new Map(clips.map(({ clip: { id } }) => [id, under(id)]));
    const [kept, moved] = (await stabilitySection(reader, clips, conditions)).figures;
    expect(kept).toMatchObject({ value: 0.5, items: 2 });
    // Of one clip two of eight probabilities move by all they can.
    expect(moved?.value).toBe(2 / 8 / 2);
  });
});
