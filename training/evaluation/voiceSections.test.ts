/** Whom a figure of women and men is of must stand beside it: a gap between three singers is hardly one between the sexes. */
import { describe, expect, it } from 'vitest';

import { EMOTIONS, type Emotion } from '../../src/emotions';
import type { Clip } from '../corpora/corpus';
import type { HeardClip } from './readings';
import { sexSection } from './voiceSections';

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
