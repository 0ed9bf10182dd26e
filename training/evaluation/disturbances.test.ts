/** A ratio that is not what it is called, or a context of another length, would make the card wrong; from closed forms. */
import { describe, expect, it } from 'vitest';

import { concatenate } from '../../src/signal/concatenate';
import { noise, tone } from '../../src/signal/testSignals';
import { Random } from '../random';
import { rootMeanSquare } from '../augmentation/augment';
import {
  contextOf,
  heardSpan,
  robustnessVariants,
  speechLevel,
  stabilityVariants,
  TELEPHONE,
  withNoise,
  type Variant,
} from './disturbances';

const RATE = 16_000;
const silence = new Float32Array(RATE);
const second = tone(500, 0.1 * Math.SQRT2, RATE);
/** A second of a tone, root mean square 0.1, between two seconds of silence. */
const framed = concatenate(silence, second, silence);

describe('speechLevel', () => {
  it('is the level of the sound, whatever lies around it', () => {
    // Frames at its ends are part silence: one in sixty.
    expect(speechLevel(framed)).toBeGreaterThan(0.097);
    expect(speechLevel(framed)).toBeLessThan(0.1005);
  });
});

describe('heardSpan', () => {
  it('is the sound without what lies around it, to a frame', () => {
    expect(Math.abs(heardSpan(framed).length - RATE)).toBeLessThanOrEqual(2 * 512);
  });

  it('leaves silence as it is', () => {
    expect(heardSpan(silence)).toBe(silence);
  });
});

describe('withNoise', () => {
  it('adds noise so many decibels under the speech', () => {
    const mixed = withNoise(framed, 0.1, noise(3, 1, framed.length), 20);
    const alone = mixed.subarray(0, RATE);
    const level = Math.sqrt(alone.reduce((sum, sample) => sum + sample ** 2, 0) / alone.length);
    expect(level).toBeCloseTo(0.01, 3);
  });
});

describe('contextOf', () => {
  it('joins sounds until the time is filled', () => {
    const sound = contextOf([second, second.map((sample) => sample / 2)], 2.5);
    expect(sound).toHaveLength(2.5 * RATE);
    const peak = (from: number, to: number) => Math.max(...sound.subarray(from * RATE, to * RATE));
    expect(peak(0.4, 0.6)).toBeCloseTo(0.1 * Math.SQRT2, 3);
    expect(peak(1.4, 1.6)).toBeCloseTo(0.05 * Math.SQRT2, 3);
    expect(peak(2.3, 2.4)).toBeCloseTo(0.1 * Math.SQRT2, 3);
  });

  it('cuts a longer one', () => {
    expect(contextOf([second], 0.5)).toHaveLength(RATE / 2);
  });
});

describe('variants', () => {
  it('have names of their own, and the same seed gives the same ones', () => {
    const material = { samples: framed, others: [framed], siblings: [] };
    const variants = robustnessVariants(material, new Random('a'));
    expect(new Set(variants.map(([name]) => name)).size).toBe(3 * 3 + 1 + 4);
    expect(robustnessVariants(material, new Random('a'))).toEqual(variants);
    const alone = robustnessVariants({ ...material, others: [] }, new Random('a'));
    expect(alone.map(([name]) => name)).toEqual(
      variants.map(([name]) => name).filter((name) => !name.startsWith('babble')),
    );
    expect(alone.every(([, samples]) => samples.every(Number.isFinite))).toBe(true);
    // A tone of 500 Hz passes the telephone, and one of 7000 Hz, an octave above its band, does not.
    const shrill = robustnessVariants({ ...material, samples: tone(7000, 0.1, RATE) }, new Random('a'));
    const levelOf = (of: readonly Variant[], name: string) => speechLevel(new Map(of).get(name) ?? new Float32Array(1));
    expect(levelOf(variants, TELEPHONE)).toBeGreaterThan(0.08);
    expect(levelOf(shrill, TELEPHONE)).toBeLessThan(0.01);
    const [quieter, louder] = stabilityVariants(second).map(([, samples]) => rootMeanSquare(samples));
    expect(quieter).toBeCloseTo(0.01, 4);
    expect(louder).toBeCloseTo(1, 2);
    expect(stabilityVariants(framed).map(([, samples]) => samples.length)).toEqual([
      framed.length,
      framed.length,
      framed.length + 2 * RATE,
      framed.length + 2 * RATE,
    ]);
  });

  it('puts the noise of a quiet room around the sound', () => {
    const [, room] = stabilityVariants(second).at(-1) ?? [];
    for (const end of [room?.subarray(0, RATE), room?.subarray(-RATE)]) {
      expect(20 * Math.log10(rootMeanSquare(end ?? silence))).toBeCloseTo(-60, 0);
    }
  });
});
