/** The live path holds what the file path gives: the same coefficients, whatever the blocks and the rate. */
import Meyda from 'meyda/dist/web/meyda.min.js';
import { describe, expect, it } from 'vitest';

import { concatenate } from './concatenate';
import { FEATURE_SPEC } from './featureSpec';
import { Listening, type FrameBatch } from './listening';
import { mfccOf } from './mfcc';
import { resample } from './resample';
import { blocksOf, syllables } from './testSignals';

const { coefficients, sampleRate } = FEATURE_SPEC;

function listen(blocks: readonly Float32Array[], inputRate: number) {
  const batches: FrameBatch[] = [];
  const chunks: Float32Array[] = [];
  const listening = new Listening(inputRate, {
    onFrames: (batch) => batches.push(batch),
    onSamples: (samples) => chunks.push(Float32Array.from(samples, (sample) => sample / 0x8000)),
  });
  blocks.forEach((block) => listening.push(block));
  listening.finish();
  return { batches, take: concatenate(...chunks), rows: concatenate(...batches.map((batch) => batch.coefficients)) };
}

describe('Listening', () => {
  it('has the filter bank ready before the first sound', () => {
    delete Meyda.melFilterBank;
    listen([], sampleRate);
    expect(Meyda.melFilterBank).toBeDefined();
  });

  it.each([16_000, 44_100, 48_000])('at %i Hz gives the very coefficients that its take gives as a file', (rate) => {
    const sound = resample(syllables(2 * sampleRate), sampleRate, rate);
    const { take, rows } = listen(blocksOf(sound, [128]), rate);
    expect(rows).toEqual(mfccOf(take).data);
    expect(rows.length).toBeGreaterThan(100 * coefficients);
    expect(take).toHaveLength(2 * sampleRate);
  });

  it('keeps every sample, to 16 bits', () => {
    const sound = syllables(sampleRate + 77);
    const { take } = listen(blocksOf(sound, [128]), sampleRate);
    expect(take).toHaveLength(sound.length);
    take.forEach((sample, index) => {
      if (Math.abs(sample - (sound[index] ?? NaN)) > 0.5001 / 0x8000) throw new Error(`sample ${index} is off`);
    });
  });

  it('keeps sound that is too loud at full scale, and never turns it over', () => {
    const { take } = listen([Float32Array.of(0.5, 1, 3, Infinity, -1, -3, -Infinity, NaN)], sampleRate);
    const loudest = 0x7fff / 0x8000;
    expect([...take]).toEqual([0.5, loudest, loudest, loudest, -1, -1, -1, 0]);
  });

  it('does not depend on the blocks', () => {
    const sound = resample(syllables(sampleRate), sampleRate, 48_000);
    const whole = listen([sound], 48_000);
    const cut = listen(blocksOf(sound, [1, 500, 128, 3_000]), 48_000);
    expect(cut.take).toEqual(whole.take);
    expect(cut.rows).toEqual(whole.rows);
  });

  it('numbers its frames without a gap and tells the peak of each', () => {
    const sound = syllables(sampleRate).map((sample) => sample / 2);
    sound[8_000] = -3;
    sound[12_000] = NaN;
    const { batches, take } = listen(blocksOf(sound, [128]), sampleRate);
    let next = 0;
    for (const { firstFrame, voicing, peaks } of batches) {
      expect(firstFrame).toBe(next);
      expect(peaks).toHaveLength(voicing.length);
      next += voicing.length;
    }
    expect(next).toBe(mfccOf(sound).frames);
    const peaks = concatenate(...batches.map((batch) => batch.peaks));
    expect(peaks.every(Number.isFinite)).toBe(true);
    expect(peaks.findIndex((peak) => peak === 1)).toBe(30);
    expect(peaks.filter((peak) => peak === 1)).toHaveLength(2);
    expect(take[8_000]).toBe(-1);
    expect(take[12_000]).toBe(0);
  });
});
