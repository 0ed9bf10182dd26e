/** What a variant may change, and what it must leave. Levels and lengths from closed forms. */
import { describe, expect, it } from 'vitest';

import { Random } from '../random';
import { augment, CROWDED, reverberate } from './augment';
import { designBiquad, filter } from './filters';
import { timeStretch } from './timeStretch';

const RATE = 16_000;

function tone(frequency: number, seconds = 1): Float32Array {
  return Float32Array.from({ length: RATE * seconds }, (_, n) => 0.5 * Math.sin((2 * Math.PI * frequency * n) / RATE));
}

/** Level against a tone of amplitude 0.5, settled part only. */
function levelDecibels(samples: Float32Array): number {
  const settled = samples.subarray(RATE / 4);
  const power = settled.reduce((sum, sample) => sum + sample * sample, 0) / settled.length;
  return 10 * Math.log10(power / 0.125);
}

/** Level of one frequency against all (Goertzel 1958, by its closed form), under a Hann window. */
function levelAt(frequency: number, samples: Float32Array): number {
  let [real, imaginary, power] = [0, 0, 0];
  samples.forEach((sample, n) => {
    const weighted = sample * (1 - Math.cos((2 * Math.PI * n) / samples.length));
    const angle = (2 * Math.PI * frequency * n) / RATE;
    real += weighted * Math.cos(angle);
    imaginary += weighted * Math.sin(angle);
    power += weighted * weighted;
  });
  return 10 * Math.log10((real * real + imaginary * imaginary) / (power * samples.length));
}

/** Zero crossings tell a tone's frequency. */
function frequencyOf(samples: Float32Array): number {
  const settled = samples.subarray(2000, samples.length - 2000);
  let crossings = 0;
  for (let n = 1; n < settled.length; n += 1) crossings += Number((settled[n - 1] ?? 0) < 0 && (settled[n] ?? 0) >= 0);
  return (crossings * RATE) / settled.length;
}

describe('filters', () => {
  it.each([
    ['lowpass', 1000, 1000, 0, -3.01],
    ['highpass', 1000, 1000, 0, -3.01],
    ['peaking', 1000, 1000, 6, 6],
    ['highshelf', 1000, 7000, -6, -6],
    ['highshelf', 1000, 100, -6, 0],
  ] as const)('%s at %i Hz passes %i Hz as designed', (kind, corner, frequency, gain, expected) => {
    const level = levelDecibels(filter(tone(frequency), designBiquad(kind, corner, RATE, Math.SQRT1_2, gain)));
    // The shelf is not quite level a decade from its corner.
    expect(level).toBeCloseTo(expected, 0);
  });
});

describe('timeStretch', () => {
  it.each([0.85, 1, 1.2])('makes the sound %f times as long and keeps its pitch', (factor) => {
    const stretched = timeStretch(tone(200), factor);
    expect(stretched.length).toBe(Math.round(RATE * factor));
    // Half a percent is a twelfth of a semitone.
    expect(frequencyOf(stretched) / 200).toBeCloseTo(1, 2);
  });
});

describe('augment', () => {
  it('gives the same variant for the same seed, another for another, and always finite sound', () => {
    const babble = [tone(150), tone(310)];
    for (let variant = 0; variant < 30; variant += 1) {
      const once = augment(tone(220), new Random(`x#${variant}`), babble, CROWDED);
      const again = augment(tone(220), new Random(`x#${variant}`), babble, CROWDED);
      const other = augment(tone(220), new Random(`y#${variant}`), babble, CROWDED);
      expect(again).toEqual(once);
      expect(other).not.toEqual(once);
      expect(once.every(Number.isFinite)).toBe(true);
      expect(once.length / RATE).toBeGreaterThan(0.85);
      expect(once.length / RATE).toBeLessThan(1.2);
    }
  });

  it.each([
    [0, 0],
    [1, 20],
  ])('with people talking under a share of %i of all variants, they are heard in %i of 20', (share, expected) => {
    const surroundings = { noise: share, talking: 1, music: 0 };
    const heard = Array.from({ length: 20 }, (_, variant) =>
      levelAt(1000, augment(tone(220), new Random(`x#${variant}`), [tone(1000)], surroundings)),
    ).filter((decibels) => decibels > -40);
    expect(heard).toHaveLength(expected);
  });
});

describe('reverberate', () => {
  const click = Float32Array.of(1, ...new Float32Array(RATE));
  const energyOf = (samples: Float32Array) => samples.reduce((sum, sample) => sum + sample * sample, 0);
  const rooms = Array.from({ length: 60 }, (_, index) => reverberate(click, new Random(`room ${index}`)));

  it('leaves the sound itself, and has nothing come back within 3 ms', () => {
    for (const room of rooms) {
      expect(room[0]).toBeCloseTo(1, 6);
      // Of the size of what the spectra's rounding leaves.
      room.subarray(1, 0.003 * RATE).forEach((sample) => expect(Math.abs(sample)).toBeLessThan(1e-6));
    }
  });

  it('has echoes that are 14 dB weaker than the sound to 2 dB stronger, and die away', () => {
    const levels = rooms.map((room) => -10 * Math.log10(energyOf(room.subarray(1))));
    // Echoes that fall on one sample add up or cancel, which changes their sum a little.
    expect(Math.min(...levels)).toBeGreaterThan(-2.5);
    expect(Math.max(...levels)).toBeLessThan(14.5);
    // Sixty rooms reach near both ends: the chance that none of them does within 2 dB of one is (7/8)^60, 3 in 10 000.
    expect(Math.min(...levels)).toBeLessThan(0);
    expect(Math.max(...levels)).toBeGreaterThan(12);
    for (const room of rooms) {
      // A twentieth of a second takes off 4 to 20 dB.
      const [first, next] = [room.subarray(1, 0.05 * RATE), room.subarray(0.05 * RATE, 0.1 * RATE)];
      expect(energyOf(next)).toBeLessThan(0.6 * energyOf(first));
    }
  });
});
