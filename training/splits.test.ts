/** A speaker in two splits would flatter every figure; these hold the splits to whom the card says is held out. */
import { describe, expect, it } from 'vitest';

import { FOLDS, foldOfSpeaker, splitOfSpeaker, splitOfText, type Split } from './splits';

function speakersOf(split: Split, speakers: readonly string[]): string[] {
  return speakers.filter((speaker) => splitOfSpeaker(speaker) === split);
}

describe('splitOfSpeaker', () => {
  const ravdess = Array.from({ length: 24 }, (_, index) => `ravdess-${String(index + 1).padStart(2, '0')}`);
  const cremaD = Array.from({ length: 91 }, (_, index) => `crema-d-${1001 + index}`);

  it('holds out two women and two men of RAVDESS for tuning, and as many for the test', () => {
    expect(speakersOf('validation', ravdess)).toEqual(['ravdess-13', 'ravdess-14', 'ravdess-15', 'ravdess-16']);
    expect(speakersOf('test', ravdess)).toEqual(['ravdess-17', 'ravdess-18', 'ravdess-19', 'ravdess-20']);
    expect(speakersOf('train', ravdess)).toHaveLength(16);
  });

  it('holds out one man of SAVEE for each', () => {
    const savee = ['savee-DC', 'savee-JE', 'savee-JK', 'savee-KL'];
    expect(savee.map(splitOfSpeaker)).toEqual(['train', 'validation', 'test', 'train']);
  });

  it('holds out a tenth and a fifth of CREMA-D', () => {
    expect(speakersOf('validation', cremaD)).toHaveLength(9);
    expect(speakersOf('test', cremaD)).toHaveLength(18);
  });
});

describe('foldOfSpeaker', () => {
  it('holds out four neighbours of RAVDESS at a time, two women and two men', () => {
    const actors = Array.from({ length: 20 }, (_, index) => `ravdess-${String(index + 1).padStart(2, '0')}`);
    const folds = actors.map(foldOfSpeaker);
    for (let fold = 0; fold < FOLDS; fold += 1) {
      expect(folds.flatMap((each, index) => (each === fold ? [index] : []))).toEqual(
        [0, 1, 2, 3].map((index) => 4 * fold + index),
      );
    }
  });

  it('holds out no two speakers of SAVEE at a time', () => {
    expect(new Set(['savee-DC', 'savee-JE', 'savee-JK', 'savee-KL'].map(foldOfSpeaker)).size).toBe(4);
  });

  it('holds out every actor of CREMA-D in some fold', () => {
    const folds = Array.from({ length: 91 }, (_, index) => foldOfSpeaker(`crema-d-${1001 + index}`));
    for (let fold = 0; fold < FOLDS; fold += 1) expect(folds.filter((each) => each === fold).length).toBeGreaterThan(8);
  });
});

describe('splitOfText', () => {
  it('keeps about a twentieth of the training texts for tuning, always the same ones', () => {
    const texts = Array.from({ length: 4000 }, (_, index) => ({ id: `id${index}`, text: '', emotions: [] }));
    const splits = texts.map(splitOfText);
    const share = splits.filter((split) => split === 'validation').length / texts.length;
    // Four standard errors of a share of 0.05 in 4000.
    expect(Math.abs(share - 0.05)).toBeLessThan(0.014);
    // Were others held out, what a fit has learnt would no longer be what the record says.
    const heldOut = texts.slice(0, 100).filter((text) => splitOfText(text) === 'validation');
    expect(heldOut.map(({ id }) => id)).toEqual(['id26', 'id35', 'id48', 'id53', 'id62', 'id79', 'id93']);
    expect(splits).not.toContain('test');
  });
});
