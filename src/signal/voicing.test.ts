/** Periodicity on sounds whose periodicity is known. */
import { describe, expect, it } from 'vitest';

import { FEATURE_SPEC } from './featureSpec';
import { noise } from './testSignals';
import { VOICE_ACTIVITY } from './voiceActivity';
import { periodicity } from './voicing';

const { frameLength, sampleRate } = FEATURE_SPEC;

/** A buzz: harmonics up to 3 kHz that fall by 6 dB an octave. */
function buzz(pitch: number, amplitude: number): Float32Array {
  return Float32Array.from({ length: frameLength }, (_, index) => {
    let sum = 0;
    for (let harmonic = 1; harmonic * pitch < 3_000; harmonic += 1) {
      sum += Math.sin((2 * Math.PI * harmonic * pitch * index) / sampleRate) / harmonic;
    }
    return amplitude * sum;
  });
}

describe('periodicity', () => {
  it.each([85, 120, 210, 330, 520])('tells a buzz of %i Hz for a voice, at any level', (pitch) => {
    expect(periodicity(buzz(pitch, 0.05))).toBeGreaterThan(VOICE_ACTIVITY.startVoicing);
    expect(periodicity(buzz(pitch, 0.00005))).toBeGreaterThan(VOICE_ACTIVITY.startVoicing);
  });

  it('is low for white noise', () => {
    const frames = Array.from({ length: 500 }, (_, seed) => periodicity(noise(seed + 1, 0.1, frameLength)));
    expect(frames.filter((value) => value > 0.5).length).toBeLessThan(5);
  });

  it('is low for a click', () => {
    const click = noise(3, 0.5, frameLength).map((sample, index) =>
      index < 200 ? 0 : sample * Math.exp((200 - index) / 48),
    );
    expect(periodicity(click)).toBeLessThan(0.4);
  });

  it('is zero for silence and for samples that are no numbers', () => {
    expect(periodicity(new Float32Array(frameLength))).toBe(0);
    expect(periodicity(new Float32Array(frameLength).fill(NaN))).toBe(0);
  });
});
