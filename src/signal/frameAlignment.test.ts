/** Where a recording's frames lie must depend on its sound alone: not on silence around it, its level, or its blocks. */
import { describe, expect, it } from 'vitest';

import { concatenate } from './concatenate';
import { FEATURE_SPEC } from './featureSpec';
import { mfccOf } from './mfcc';
import { recordingWindows } from './recording';
import { FrameAlignment, alignedMfccOf } from './frameAlignment';
import { blocksOf, noise, syllables } from './testSignals';

const { coefficients, frameLength, hopLength, sampleRate } = FEATURE_SPEC;

const voice = syllables(20_000);

/** All that comes out, one after the other. */
function alignedInBlocks(samples: Float32Array, lengths: readonly number[]): Float32Array {
  const alignment = new FrameAlignment();
  return concatenate(...blocksOf(samples, lengths).flatMap((block) => alignment.push(block)), ...alignment.finish());
}

const windowsOf = (samples: Float32Array) => recordingWindows(alignedMfccOf(samples));

const silence = (length: number) => new Float32Array(length);

/** As a file of 16-bit integers holds it. */
const rounded = (samples: Float32Array) => samples.map((sample) => Math.round(sample * 32_768) / 32_768);

describe('FrameAlignment', () => {
  it.each([1, 100, 128, 255, 256, 257, 511, 512, 16_000, 100_001])(
    'gives the very same windows after %i samples of silence, and before as many',
    (length) => {
      const windows = windowsOf(voice);
      expect(windows[0]?.speechFrames).toBeGreaterThan(30);
      expect(windowsOf(concatenate(silence(length), voice)).map(({ mfcc }) => mfcc)).toEqual(
        windows.map(({ mfcc }) => mfcc),
      );
      expect(windowsOf(concatenate(voice, silence(length))).map(({ mfcc }) => mfcc)).toEqual(
        windows.map(({ mfcc }) => mfcc),
      );
    },
  );

  it('lays them alike for a quiet room before the voice', () => {
    const room = noise(3, 2e-4, 5_000);
    const alone = alignedMfccOf(voice);
    const after = alignedMfccOf(concatenate(room, voice));
    // From where all of a frame is voice: the last row of each lies in the silence after it.
    const whole = Math.floor((voice.length - 2 * frameLength) / hopLength) * coefficients;
    expect(after.data.slice(-whole)).toEqual(alone.data.slice(-whole));
  });

  it('lays them alike for the same sound 20 dB quieter, in 16 bits', () => {
    const [loud] = windowsOf(rounded(voice));
    const [quiet] = windowsOf(concatenate(silence(128), rounded(voice.map((sample) => sample / 10))));
    expect(quiet?.speechFrames).toBe(loud?.speechFrames);
    // Frames that lie half a hop later would move the coefficients by 0.007 on average, and rounding does by 0.0003.
    const differences = Array.from(loud?.mfcc ?? [NaN], (value, index) =>
      Math.abs(value - (quiet?.mfcc[index] ?? NaN)),
    );
    expect(differences.reduce((sum, difference) => sum + difference, 0) / differences.length).toBeLessThan(0.001);
  });

  it('starts a frame a hop before the sound begins, and one where it begins', () => {
    const sound = noise(1, 0.5, 4_000).map((sample) => Math.sign(sample) * 0.5);
    const { data, frames } = alignedMfccOf(sound);
    expect(frames).toBe(Math.ceil(sound.length / hopLength) + 1);
    const expected = mfccOf(concatenate(silence(hopLength), sound, silence(frameLength)));
    expect(data).toEqual(expected.data.subarray(0, data.length));
  });

  it.each([[[1]], [[128]], [[1, 700, 0, 255, 513, 37, 4_099]], [[50_000]]])(
    'gives the same in blocks of %j',
    (lengths) => {
      expect(alignedInBlocks(voice, lengths)).toEqual(alignedInBlocks(voice, [voice.length]));
    },
  );

  it('gives a recording longer than it keeps as it comes, and all of it', () => {
    const minutes = noise(9, 0.1, 61 * sampleRate);
    const alignment = new FrameAlignment();
    const length = (blocks: readonly Float32Array[]) => blocks.reduce((sum, block) => sum + block.length, 0);
    const given = blocksOf(minutes, [16_000]).map((block) => length(alignment.push(block)));
    expect(given.slice(0, 59)).toEqual(given.slice(0, 59).fill(0));
    expect(given.reduce((sum, each) => sum + each, 0)).toBeGreaterThanOrEqual(minutes.length);
    expect(given.at(-1)).toBe(16_000);
    expect(alignedInBlocks(minutes, [7_919])).toEqual(alignedInBlocks(minutes, [16_000]));
  });

  it.each([960_000 - 50, 960_000 + 50])(
    'cuts what begins after %i samples into the same blocks or others',
    (length) => {
      const late = concatenate(silence(length), voice);
      const expected = alignedInBlocks(late, [late.length]);
      for (const block of [4_096, 7_919, 16_000]) expect(alignedInBlocks(late, [block])).toEqual(expected);
    },
  );

  it('takes damage for no beginning, and finds none in silence or nothing', () => {
    const damaged = voice.slice();
    damaged.set([NaN, Infinity, 1e30], 10);
    expect(alignedMfccOf(damaged).frames).toBe(alignedMfccOf(voice).frames);
    expect(alignedMfccOf(damaged).data.every(Number.isFinite)).toBe(true);
    expect(alignedMfccOf(silence(1_000)).data.every((coefficient) => Math.abs(coefficient) < 1e-6)).toBe(true);
    expect(alignedMfccOf(silence(0)).frames).toBeLessThanOrEqual(2);
  });
});
