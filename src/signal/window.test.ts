/** Holds the network's window to its promises: level and surrounding silence do not decide, and nothing breaks it. */
import { describe, expect, it } from 'vitest';

import { concatenate } from './concatenate';
import { FEATURE_SPEC } from './featureSpec';
import { mfccOf } from './mfcc';
import { noise, syllables, tone } from './testSignals';
import { networkWindow, soundFrames, windowStarts, type NetworkWindow } from './window';

const { coefficients, frameLength, hopLength, sampleRate, windowFrames, windowHopFrames } = FEATURE_SPEC;

function samplesOfFrames(frames: number): number {
  return (frames - 1) * hopLength + frameLength;
}

function windowOf(samples: Float32Array): NetworkWindow {
  return networkWindow(mfccOf(samples));
}

/** The rows of speech, without the zeros after them. */
function speechRows({ mfcc, speechFrames }: NetworkWindow): Float32Array {
  return mfcc.subarray(0, speechFrames * coefficients);
}

function largestDifference(actual: Float32Array, expected: Float32Array): number {
  expect(actual).toHaveLength(expected.length);
  return actual.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (expected[index] ?? NaN))), 0);
}

/** Speech with the given values among its samples. */
function damaged(values: readonly number[]): Float32Array {
  return speech.map((sample, index) => (index % 1_000 === 0 ? (values[(index / 1_000) % values.length] ?? 0) : sample));
}

const speech = syllables(samplesOfFrames(120));

describe('networkWindow', () => {
  it('fills its rows with speech and the rest with zeros', () => {
    const { mfcc, speechFrames } = windowOf(speech);
    expect(mfcc).toHaveLength(windowFrames * coefficients);
    expect(speechFrames).toBeGreaterThan(60);
    expect(speechFrames).toBeLessThan(120);
    expect(mfcc.subarray(0, speechFrames * coefficients).some((value) => Math.abs(value) > 0.1)).toBe(true);
    expect(mfcc.subarray(speechFrames * coefficients).every((value) => value === 0)).toBe(true);
  });

  it('removes the mean of every coefficient, and with it level and room', () => {
    const { mfcc, speechFrames } = windowOf(speech);
    for (let coefficient = 0; coefficient < coefficients; coefficient += 1) {
      let sum = 0;
      for (let frame = 0; frame < speechFrames; frame += 1) sum += mfcc[frame * coefficients + coefficient] ?? NaN;
      expect(Math.abs(sum / speechFrames)).toBeLessThan(1e-5);
    }
  });

  it('does not hear how quiet a pause is, once it lies below the floor', () => {
    const burst = noise(3, 0.5, samplesOfFrames(30));
    // Uniform noise of amplitude a lies 20 log10(0.5 / a) dB under the bursts: 94 and 114 dB, past the floor at 45.
    const withPause = (amplitude: number) =>
      windowOf(concatenate(burst, noise(5, amplitude, samplesOfFrames(30)), burst));
    const still = withPause(1e-6);
    expect(still.speechFrames).toBe(withPause(1e-5).speechFrames);
    // All that is left of the pause is the floor; frames at its edges are of the bursts.
    expect(largestDifference(still.mfcc, withPause(1e-5).mfcc)).toBeLessThan(1e-3);
    // A pause that stands out of the floor is heard.
    expect(largestDifference(still.mfcc, withPause(2e-2).mfcc)).toBeGreaterThan(0.1);
  });

  it.each([-20, 20, -6, 12])('does not change when the recording is %i dB louder', (gain) => {
    const factor = 10 ** (gain / 20);
    const louder = windowOf(speech.map((sample) => sample * factor));
    // Nothing but the 1 in log(1 + energy) depends on the level, and it lies far below the floor.
    expect(largestDifference(speechRows(louder), speechRows(windowOf(speech)))).toBeLessThan(1e-3);
  });

  it.each([
    [1, 1],
    [30, 0],
    [0, 30],
    [36, 36],
    [0, 72],
    [72, 0],
    [5, 67],
  ])('does not change with %i hops of silence before and %i after', (before, after) => {
    const padded = concatenate(new Float32Array(before * hopLength), speech, new Float32Array(after * hopLength));
    expect(speechRows(windowOf(padded))).toEqual(speechRows(windowOf(speech)));
  });

  it('does not let silence around a noisy room decide what is trimmed', () => {
    const room = noise(5, 0.01, speech.length);
    const noisy = speech.map((sample, index) => sample + (room[index] ?? 0));
    const silence = new Float32Array(36 * hopLength);
    const plain = windowOf(noisy).speechFrames;
    expect(plain).toBeLessThan(110);
    expect(windowOf(concatenate(silence, noisy, silence)).speechFrames).toBe(plain);
  });

  it('does not change with silence that begins between two frames, but for where the frames lie', () => {
    const shifted = windowOf(concatenate(new Float32Array(100), speech, new Float32Array(100)));
    expect(Math.abs(shifted.speechFrames - windowOf(speech).speechFrames)).toBeLessThanOrEqual(1);
  });

  it('takes the newest frames of a longer recording, whatever the pause before them', () => {
    const before = noise(3, 0.5, 200 * hopLength);
    const windowAfter = (pauseFrames: number) =>
      windowOf(concatenate(before, new Float32Array(pauseFrames * hopLength), speech));
    const { mfcc, speechFrames } = windowAfter(60);
    expect(speechFrames).toBe(windowFrames);
    expect(mfcc).toEqual(windowAfter(400).mfcc);
    // What was said before the speech fills what the speech leaves.
    expect(mfcc).not.toEqual(windowOf(concatenate(before, speech)).mfcc);
  });

  it.each([
    ['no frames at all', new Float32Array(0)],
    ['digital silence', new Float32Array(sampleRate)],
    ['16-bit dither', noise(11, 2 ** -15, sampleRate)],
    ['a constant far below hearing', new Float32Array(sampleRate).fill(1e-6)],
  ])('is all zero for %s', (_, samples) => {
    const { mfcc, speechFrames } = windowOf(samples);
    expect(speechFrames).toBe(0);
    expect(mfcc.every((value) => value === 0)).toBe(true);
  });

  it.each([
    ['a full-scale square wave', tone(100, 1e9, sampleRate).map(Math.sign)],
    ['a constant at full scale', new Float32Array(sampleRate).fill(1)],
    ['a file of floats 80 dB over full scale', noise(13, 1e4, sampleRate)],
    ['one click in silence', Float32Array.from({ length: sampleRate }, (_, index) => (index === 8_000 ? 1 : 0))],
    ['one loud frame and nothing else', noise(17, 1, frameLength)],
    ['denormal numbers', new Float32Array(sampleRate).fill(1e-42)],
    ['alternating extremes', Float32Array.from({ length: sampleRate }, (_, index) => (index % 2 === 0 ? 1 : -1))],
  ])('holds finite numbers for %s', (_, samples) => {
    const { mfcc, speechFrames } = windowOf(samples);
    expect(mfcc.every(Number.isFinite)).toBe(true);
    expect(speechFrames).toBeLessThanOrEqual(windowFrames);
  });
});

describe('damaged samples', () => {
  it.each([
    ['NaN and infinity', [NaN, Infinity, -Infinity]],
    ['the largest numbers of single precision', [3.4e38, -3.4e38]],
  ])('among them %s: the sound around them is still heard', (_, values) => {
    const { mfcc, speechFrames } = windowOf(damaged(values));
    expect(mfcc.every(Number.isFinite)).toBe(true);
    expect(speechFrames).toBe(windowOf(damaged([0])).speechFrames);
  });
});

describe('soundFrames', () => {
  const { longestPauseFrames } = FEATURE_SPEC;
  const range = (start: number, end: number) => Array.from({ length: end - start }, (_, index) => start + index);

  it('finds the frames that stand out of the noise', () => {
    const levels = new Float32Array(100).fill(-60).fill(-20, 30, 70);
    expect([...soundFrames(levels)]).toEqual(range(30, 70));
  });

  it('keeps the pauses between words', () => {
    const levels = new Float32Array(100)
      .fill(-60)
      .fill(-20, 20, 40)
      .fill(-25, 40 + longestPauseFrames, 80);
    expect([...soundFrames(levels)]).toEqual(range(20, 80));
  });

  it('keeps of a longer pause how it begins and how it ends', () => {
    const levels = new Float32Array(300).fill(-60).fill(-20, 20, 40).fill(-25, 200, 220);
    const half = longestPauseFrames / 2;
    expect([...soundFrames(levels)]).toEqual([...range(20, 40 + half), ...range(200 - half, 220)]);
  });

  it('finds nothing in silence or in nothing', () => {
    expect(soundFrames(new Float32Array(100).fill(-90))).toHaveLength(0);
    expect(soundFrames(new Float32Array(0))).toHaveLength(0);
  });
});

describe('windowStarts', () => {
  it.each([
    [0, [0]],
    [1, [0]],
    [windowFrames, [0]],
    [windowFrames + 1, [0, 1]],
    [windowFrames + windowHopFrames, [0, windowHopFrames]],
    [windowFrames + windowHopFrames + 1, [0, windowHopFrames, windowHopFrames + 1]],
    [windowFrames + 2 * windowHopFrames, [0, windowHopFrames, 2 * windowHopFrames]],
  ])('cuts %i frames at %j', (frames, starts) => {
    expect(windowStarts(frames)).toEqual(starts);
  });

  it('covers every frame', () => {
    for (const frames of [500, 999, 1_000]) {
      const starts = windowStarts(frames);
      expect((starts.at(-1) ?? NaN) + windowFrames).toBe(frames);
      starts.slice(1).forEach((start, index) => {
        expect(start - (starts[index] ?? NaN)).toBeLessThanOrEqual(windowHopFrames);
      });
    }
  });
});
