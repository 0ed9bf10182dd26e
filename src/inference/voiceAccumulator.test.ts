/** Each window must count for what it holds: an embedding beside another window's weight would go unnoticed. */
import { expect, it } from 'vitest';

import { hum } from '../capture/testing';
import { FEATURE_SPEC } from '../signal/featureSpec';
import { alignedMfccOf } from '../signal/frameAlignment';
import { recordingWindows, windowWeights } from '../signal/recording';
import type { Network } from './network';
import { VoiceAccumulator } from './voiceAccumulator';

/** By which windows can be told apart. */
const energyOf = (window: Float32Array) => Float32Array.of(window.reduce((sum, value) => sum + value ** 2, 0));
/** A network whose voice embedding is the window's energy. */
const network: Pick<Network, 'embedVoice'> = { embedVoice: (windows) => Promise.resolve(windows.map(energyOf)) };

async function accumulated(samples: Float32Array) {
  const accumulator = new VoiceAccumulator(network as Network);
  for (let start = 0; start < samples.length; start += 4_096) {
    await accumulator.push(samples.subarray(start, start + 4_096));
  }
  return accumulator.finish();
}

it('keeps the windows that count, each with its weight', async () => {
  // Longer than a minute, so that the windows are cut before it is known that somebody in the next room counts for nothing.
  const here = hum(6, FEATURE_SPEC.sampleRate, 200);
  const nextRoom = hum(30, FEATURE_SPEC.sampleRate, 250).map((sample) => sample / 40);
  const samples = Float32Array.from([...nextRoom, ...here, ...nextRoom]);
  const windows = recordingWindows(alignedMfccOf(samples));
  const weights = windowWeights(windows);
  const counting = windows.filter((_, index) => (weights[index] ?? 0) > 0);
  expect(counting.length).toBeGreaterThan(2);
  expect(counting.length).toBeLessThan(windows.length - 2);

  const { voice } = await accumulated(samples);
  expect(voice?.embeddings).toEqual(counting.map(({ mfcc }) => energyOf(mfcc)));
  expect(voice?.weights).toEqual(weights.filter((weight) => weight > 0));
});

it.each<[string, (time: number) => number]>([
  ['a constant', () => 0.5],
  ['a constant with the last bit in motion', (time) => Math.round(3_276.7 + Math.sin(7_919 * time)) / 32_768],
  ['a constant with a click', (time) => (time === 1 ? 0 : 0.5)],
  ['a drift of 1 Hz', (time) => 0.5 * Math.sin(2 * Math.PI * time)],
])('gives no voice for %s', async (_, sampleAt) => {
  const { voice } = await accumulated(Float32Array.from({ length: 32_000 }, (__, index) => sampleAt(index / 16_000)));
  expect(voice).toBeNull();
});

it('hears a voice on an offset, however short in however long a silence, and a deep hum', async () => {
  const offset = new Float32Array(20 * 16_000).fill(0.2);
  const onOffset = hum(0.5, 16_000).map((sample) => 0.01 * sample + 0.2);
  expect((await accumulated(Float32Array.from([...offset, ...onOffset, ...offset]))).voice).not.toBeNull();
  expect((await accumulated(hum(1, 16_000, 50))).voice).not.toBeNull();
});

it('hears what is just loud enough for a window', async () => {
  const faint = Float32Array.from(
    { length: 32_000 },
    (_, index) => 1e-4 * Math.sin((2 * Math.PI * 300 * index) / 16_000),
  );
  expect((await accumulated(faint)).voice).not.toBeNull();
  expect((await accumulated(faint.map((sample) => sample / 2))).voice).toBeNull();
});

it('goes no further once it is aborted, though it has heard all', async () => {
  const controller = new AbortController();
  const accumulator = new VoiceAccumulator(network as Network, controller.signal);
  await accumulator.push(hum(2, 16_000));
  controller.abort();
  await expect(accumulator.finish()).rejects.toMatchObject({ code: 'aborted' });
});

it('gives no voice for silence', async () => {
  expect(await accumulated(new Float32Array(32_000))).toEqual({ voice: null, heardSeconds: 0 });
});
