/** Holds the resampler to what band-limited resampling must give: tones at their exact frequency, level and time. */
import { memoryUsage } from 'node:process';

import { describe, expect, it, vi } from 'vitest';

import { concatenate } from './concatenate';
import { resample, Resampler } from './resample';
import { blocksOf, noise, tone } from './testSignals';

const OUTPUT_RATE = 16_000;
const AMPLITUDE = 0.5;

/** Samples that the filter's edges do not touch: it reaches some 50 output samples to either side. */
function middleOf(samples: Float32Array): Float32Array {
  return samples.subarray(Math.floor(samples.length * 0.2), Math.floor(samples.length * 0.8));
}

function rootMeanSquare(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
}

function decibels(ratio: number): number {
  return 20 * Math.log10(ratio);
}

/** Largest distance between two sounds in the middle of both, in dB under a sine of AMPLITUDE. */
function errorDecibels(actual: Float32Array, expected: Float32Array): number {
  const difference = actual.map((sample, index) => sample - (expected[index] ?? NaN));
  return decibels(rootMeanSquare(middleOf(difference)) / (AMPLITUDE / Math.SQRT2));
}

describe.each([48_000, 44_100, 192_000])('from %i Hz', (inputRate) => {
  it.each([8_001, 8_500, 9_000, 12_000, 15_000, 20_000])('puts a tone of %i Hz at least 60 dB down', (frequency) => {
    const output = resample(tone(frequency, AMPLITUDE, inputRate, inputRate), inputRate, OUTPUT_RATE);
    expect(decibels(rootMeanSquare(middleOf(output)) / (AMPLITUDE / Math.SQRT2))).toBeLessThan(-60);
  });

  it.each([50, 300, 1_000, 3_400, 6_000, 7_000])('passes a tone of %i Hz within 0.1 dB, without delay', (frequency) => {
    const output = resample(tone(frequency, AMPLITUDE, inputRate, inputRate), inputRate, OUTPUT_RATE);
    expect(Math.abs(decibels(rootMeanSquare(middleOf(output)) / (AMPLITUDE / Math.SQRT2)))).toBeLessThan(0.1);
    // Against the same tone at the same times: a delay of one hundredth of a sample at 7 kHz would be at -31 dB.
    expect(errorDecibels(output, tone(frequency, AMPLITUDE, OUTPUT_RATE))).toBeLessThan(-60);
  });
});

describe.each([8_000, 11_025, 22_050, 32_000])('from %i Hz', (inputRate) => {
  it('keeps a tone of the pass band', () => {
    const frequency = Math.min(3_000, inputRate * 0.4);
    const output = resample(tone(frequency, AMPLITUDE, inputRate, inputRate), inputRate, OUTPUT_RATE);
    expect(errorDecibels(output, tone(frequency, AMPLITUDE, OUTPUT_RATE))).toBeLessThan(-60);
  });
});

describe('Resampler', () => {
  it('makes no images of a telephone recording above its 4 kHz', () => {
    const low = tone(3_000, AMPLITUDE, 8_000, 8_000);
    const high = resample(low, 8_000, OUTPUT_RATE);
    // 5 kHz is the image of 3 kHz. Correlating with both phases of it gives its amplitude.
    const middle = middleOf(high);
    const amplitudeOf = (phase: (angle: number) => number) =>
      (2 / middle.length) *
      middle.reduce((sum, sample, index) => sum + sample * phase((2 * Math.PI * 5_000 * index) / OUTPUT_RATE), 0);
    expect(decibels(Math.hypot(amplitudeOf(Math.sin), amplitudeOf(Math.cos)) / AMPLITUDE)).toBeLessThan(-60);
  });

  it.each([8_000, 11_025, 44_100, 48_000, 96_000, 192_000])('puts a click from %i Hz at its own time', (inputRate) => {
    const input = new Float32Array(inputRate / 5);
    // A whole number of samples at both rates, at 0.04 s or 0.08 s.
    input[(inputRate / 25) * (inputRate === 11_025 ? 2 : 1)] = 1;
    const output = resample(input, inputRate, OUTPUT_RATE);
    const loudest = output.reduce((best, sample, index) => (sample > (output[best] ?? 0) ? index : best), 0);
    expect(loudest).toBe(inputRate === 11_025 ? 1_280 : 640);
    for (const distance of [1, 5, 40]) {
      expect(output[loudest - distance]).toBeCloseTo(output[loudest + distance] ?? NaN, 6);
    }
  });

  it.each([
    [48_000, 48_000],
    [48_000, 48_001],
    [44_100, 44_100],
    [44_100, 1],
    [8_000, 999],
    [192_000, 100_000],
    [16_000, 1234],
    [48_000, 0],
  ])('from %i Hz makes of %i samples as many as fit their duration', (inputRate, samples) => {
    const output = resample(new Float32Array(samples), inputRate, OUTPUT_RATE);
    expect(output).toHaveLength(Math.ceil((samples * OUTPUT_RATE) / inputRate));
  });

  it.each([8_000, 44_100, 48_000, 16_000])('from %i Hz gives the same bits in any blocks', (inputRate) => {
    const input = noise(99, 0.8, 6_000);
    const whole = resample(input, inputRate, OUTPUT_RATE);
    for (const lengths of [[128], [1], [1, 999, 0, 17, 480, 2_048]]) {
      const resampler = new Resampler(inputRate, OUTPUT_RATE);
      const pieces = blocksOf(input, lengths).map((block) => resampler.push(block));
      expect(concatenate(...pieces, resampler.flush())).toEqual(whole);
    }
  });

  it.each([8_000, 11_025, 22_050, 44_100, 48_000, 96_000])(
    'from %i Hz has its filter ready before the first sample, as an audio thread needs it',
    (inputRate) => {
      const resampler = new Resampler(inputRate, OUTPUT_RATE);
      const sine = vi.spyOn(Math, 'sin');
      resampler.push(new Float32Array(10_000));
      resampler.flush();
      expect(sine).not.toHaveBeenCalled();
      sine.mockRestore();
    },
  );

  it('from a rate that only damage makes takes no hundreds of megabytes, and sounds as well', () => {
    const before = memoryUsage().arrayBuffers;
    // Each of a second's samples would have a filter of its own.
    const inputRate = 352_801;
    const resampler = new Resampler(inputRate, OUTPUT_RATE);
    const input = tone(7_000, AMPLITUDE, inputRate, inputRate);
    const output = concatenate(resampler.push(input), resampler.flush());
    expect(memoryUsage().arrayBuffers - before).toBeLessThan(100e6);
    expect(errorDecibels(output, tone(7_000, AMPLITUDE, OUTPUT_RATE))).toBeLessThan(-80);
  });

  it('leaves a constant as it is', () => {
    const output = middleOf(resample(new Float32Array(44_100).fill(0.25), 44_100, OUTPUT_RATE));
    for (const sample of output) expect(sample).toBeCloseTo(0.25, 6);
  });

  it.each([
    [0, 16_000],
    [-8_000, 16_000],
    [44_100.5, 16_000],
    [NaN, 16_000],
    [48_000, 0],
  ])('refuses to go from %d Hz to %d Hz', (inputRate, outputRate) => {
    expect(() => new Resampler(inputRate, outputRate)).toThrow(RangeError);
  });
});
