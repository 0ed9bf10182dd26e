/** Holds the coefficients to values that SciPy computed from the written-out definition, and to themselves in blocks. */
import Meyda from 'meyda/dist/web/meyda.min.js';
import { describe, expect, it } from 'vitest';

import { FEATURE_SPEC } from './featureSpec';
import reference from './fixtures/mfcc.json';
import { extractMfcc, mfccOf, MfccStream } from './mfcc';
import { blocksOf, chirp, noise, syllables, tone } from './testSignals';
import { logMelBands } from './window';

const { coefficients, frameLength, hopLength } = FEATURE_SPEC;
const SIGNAL_SAMPLES = 4096;

const SIGNALS = {
  tone: tone(440, 0.5, SIGNAL_SAMPLES),
  chirp: chirp(100, 7000, 0.3, SIGNAL_SAMPLES),
  noise: noise(20_240_229, 0.1, SIGNAL_SAMPLES),
  faintNoise: noise(4_711, 2 ** -15, SIGNAL_SAMPLES),
};
const NAMES = ['tone', 'chirp', 'noise', 'faintNoise'] as const;

/** Natural log of power: some hundred single-precision operations (relative error 6e-8 each) on a band's energy. */
const BAND_TOLERANCE = 3e-5;
/** A coefficient is twice the sum of 40 bands, whose errors have no common sign. */
const COEFFICIENT_TOLERANCE = 5e-4;

function frameOf(samples: Float32Array, frame: number): Float32Array {
  return samples.subarray(frame * hopLength, frame * hopLength + frameLength);
}

function largestDifference(actual: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] ?? NaN))));
}

describe('extractMfcc', () => {
  it.each(NAMES)('equals the reference for: %s', (name) => {
    for (const { frame, mfcc } of reference.signals[name]) {
      const actual = extractMfcc(frameOf(SIGNALS[name], frame));
      expect(actual).toHaveLength(coefficients);
      expect(largestDifference(actual, mfcc), `frame ${frame}`).toBeLessThan(COEFFICIENT_TOLERANCE);
    }
  });

  it.each(NAMES)("loses none of the reference's mel bands for: %s", (name) => {
    for (const { frame, logMelBands: expected } of reference.signals[name]) {
      const row = Float32Array.from(extractMfcc(frameOf(SIGNALS[name], frame)));
      const actual = logMelBands({ data: row, frames: 1, width: coefficients });
      expect(largestDifference(actual, expected), `frame ${frame}`).toBeLessThan(BAND_TOLERANCE);
    }
  });

  it('uses triangles between the reference’s bins', () => {
    extractMfcc(new Float32Array(frameLength));
    const bank = Meyda.melFilterBank ?? [];
    expect(bank).toHaveLength(FEATURE_SPEC.melBands);
    bank.forEach((filter, band) => {
      const [left = NaN, peak = NaN, right = NaN] = reference.filterEdges.slice(band, band + 3);
      filter.forEach((weight, bin) => {
        const rising = (bin - left) / (peak - left);
        const falling = (right - bin) / (right - peak);
        expect(weight, `band ${band}, bin ${bin}`).toBeCloseTo(Math.max(0, Math.min(rising, falling)), 12);
      });
    });
  });

  it('builds its filter bank once', () => {
    extractMfcc(SIGNALS.noise.subarray(0, frameLength));
    const bank = Meyda.melFilterBank;
    extractMfcc(SIGNALS.noise.subarray(0, frameLength));
    expect(Meyda.melFilterBank).toBe(bank);
  });
});

describe('MfccStream', () => {
  const recording = syllables(20_000);
  const whole = mfccOf(recording);

  it.each([
    ['an AudioWorklet’s 128 samples', [128]],
    ['single samples', [1]],
    ['ragged lengths', [1, 700, 0, 255, 513, 37, 4099]],
    ['one block longer than the recording', [50_000]],
  ])('gives bit-identical coefficients in blocks of %s', (_, lengths) => {
    const stream = new MfccStream();
    const rows: number[] = [];
    for (const block of blocksOf(recording, lengths)) stream.push(block, (row) => rows.push(...row));
    expect(Float32Array.from(rows)).toEqual(whole.data);
  });

  it('gives a frame for every hop whose frame is complete', () => {
    expect(whole.frames).toBe(Math.floor((recording.length - frameLength) / hopLength) + 1);
    expect(mfccOf(new Float32Array(frameLength - 1)).frames).toBe(0);
    expect(mfccOf(new Float32Array(frameLength)).frames).toBe(1);
    expect(mfccOf(new Float32Array(0)).frames).toBe(0);
  });
});
