/** A mix must never be silent because of the phases, nor depend on how the recording was divided. */
import { describe, expect, it } from 'vitest';

import { MonoMixer } from './mono';
import { hum } from './testing';

const sound = hum(2, 16_000);
const inverted = (samples: Float32Array, gain = 1) => samples.map((sample) => -gain * sample);

function mixed(channels: readonly Float32Array[], blockLength = Infinity): Float32Array {
  const mixer = new MonoMixer();
  const length = channels[0]?.length ?? 0;
  const step = Math.min(blockLength, length);
  const blocks = Array.from({ length: Math.ceil(length / step) }, (_, index) =>
    mixer.mix(channels.map((channel) => channel.subarray(index * step, (index + 1) * step))),
  );
  return Float32Array.from(blocks.flatMap((block) => [...block]));
}

function largestDifference(actual: Float32Array, expected: Float32Array): number {
  return actual.reduce((largest, sample, index) => Math.max(largest, Math.abs(sample - (expected[index] ?? NaN))), 0);
}

describe('MonoMixer', () => {
  it('takes the loudest of channels that cancel each other', () => {
    const mix = mixed([inverted(sound, 0.9), sound]);
    expect(largestDifference(mix.subarray(5_000), sound.subarray(5_000))).toBe(0);
  });

  it.each([1, 77, 4_095, 4_096, 10_000])('mixes blocks of %i as the whole', (blockLength) => {
    const channels = [sound, inverted(sound)];
    expect(mixed(channels, blockLength)).toEqual(mixed(channels));
  });

  it('keeps integers of 24 bits that are given as floats, and nothing that is no sound', () => {
    const samples = Float32Array.of(2 ** 23 - 1, -(2 ** 23), NaN, Infinity, 1e38);
    expect([...mixed([samples])]).toEqual([2 ** 23 - 1, -(2 ** 23), 0, 0, 0]);
  });

  it('waits for sound, and is not misled by offsets', () => {
    const silence = new Float32Array(20_000);
    const after = Float32Array.from([...silence, ...sound]);
    const mix = mixed([after, inverted(after)]);
    expect(largestDifference(mix.subarray(25_000), after.subarray(25_000))).toBe(0);
    const offset = mixed([sound.map((sample) => sample + 0.5), sound.map((sample) => sample - 0.5)]);
    expect(largestDifference(offset, sound)).toBeLessThan(1e-6);
  });

  it('takes the mean again when channels no longer cancel each other', () => {
    const left = Float32Array.from([...sound, ...new Float32Array(sound.length)]);
    const right = Float32Array.from([...inverted(sound), ...sound]);
    const mix = mixed([left, right]).subarray(sound.length);
    expect(
      largestDifference(
        mix.subarray(8_000),
        sound.subarray(8_000).map((sample) => sample / 2),
      ),
    ).toBeLessThan(1e-6);
  });

  it('takes one of them when they begin to cancel each other after a minute', () => {
    const before = hum(60, 16_000);
    const left = Float32Array.from([...before, ...before]);
    const right = Float32Array.from([...before, ...inverted(before, 0.9)]);
    const last = mixed([left, right]).subarray(-40 * 16_000);
    expect(largestDifference(last, before.subarray(-40 * 16_000))).toBe(0);
  });

  it('does not judge by the few samples with which a sound begins after a silence', () => {
    const silence = new Float32Array(20_000);
    const first = Float32Array.from([...silence, ...sound]);
    const second = first.map((sample, index) => (index < silence.length + 2_000 ? -sample : sample));
    const mix = mixed([first, second]);
    expect(largestDifference(mix.subarray(25_000), first.subarray(25_000))).toBeLessThan(1e-6);
    // What was mixed before the question was settled stays the mean.
    expect(mix.subarray(0, 22_000).every((sample) => sample === 0)).toBe(true);
  });

  it.each<[string, Float32Array[]]>([
    ['a channel that is silent', [sound, new Float32Array(sound.length)]],
    ['another sound', [sound, hum(2, 16_000, 470)]],
    ['the same sound, inverted and at a third', [sound, inverted(sound, 1 / 3)]],
    ['many silent ones', [sound, ...Array.from({ length: 31 }, () => new Float32Array(sound.length))]],
  ])('takes the mean with %s', (_, channels) => {
    const mean = sound.map(
      (_sample, index) => channels.reduce((sum, channel) => sum + (channel[index] ?? 0), 0) / channels.length,
    );
    expect(largestDifference(mixed(channels), mean)).toBeLessThan(1e-6);
  });

  it('counts what is no sample as silence', () => {
    const poisoned = sound.slice();
    poisoned.set([NaN, Infinity, 1e38], 9_000);
    const mix = mixed([poisoned, inverted(sound)]);
    expect(mix.every(Number.isFinite)).toBe(true);
  });
});
