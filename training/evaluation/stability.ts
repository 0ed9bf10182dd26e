/** What must not decide a reading: how loud a recording is, and how much silence lies around it. */
import { wavFile } from '../../src/capture/testing';
import { FEATURE_SPEC } from '../../src/signal/featureSpec';
import type { MoodReader } from '../../src/inference/reader';
import { readRecording } from '../readRecording';
import { likeliest } from './metrics';
import type { Figure } from './tables';

const SILENCE_SECONDS = 1;

/** The same recording, otherwise. Samples are float, so that nothing clips. */
const CHANGES: readonly (readonly [string, (samples: Float32Array) => Float32Array])[] = [
  ['20 dB quieter', (samples) => samples.map((sample) => sample / 10)],
  ['20 dB louder', (samples) => samples.map((sample) => sample * 10)],
  ['a second of silence at both ends', withSilenceAround],
];

function withSilenceAround(samples: Float32Array): Float32Array {
  const silence = SILENCE_SECONDS * FEATURE_SPEC.sampleRate;
  const longer = new Float32Array(samples.length + 2 * silence);
  longer.set(samples, silence);
  return longer;
}

async function probabilitiesOf(reader: MoodReader, samples: Float32Array): Promise<readonly number[]> {
  const bytes = wavFile([samples], { format: 'float', bits: 32 });
  const source = { size: bytes.length, read: (start: number, end: number) => Promise.resolve(bytes.slice(start, end)) };
  const { voice } = await reader.readVoice(source, {});
  return (await reader.read(voice, null)).probabilities;
}

/** For each change: the share of recordings that keep their likeliest emotion, and how far probabilities move. */
export async function stabilityFigures(reader: MoodReader, paths: readonly string[]): Promise<Figure[]> {
  const tallies = CHANGES.map(([name, change]) => ({ name, change, kept: 0, moved: 0 }));
  for (const path of paths) {
    const samples = await readRecording(path);
    const original = await probabilitiesOf(reader, samples);
    for (const tally of tallies) {
      const changed = await probabilitiesOf(reader, tally.change(samples));
      tally.kept += Number(likeliest(changed) === likeliest(original));
      const moves = changed.map((probability, label) => Math.abs(probability - (original[label] ?? 0)));
      tally.moved += moves.reduce((sum, move) => sum + move, 0) / moves.length;
    }
  }
  return tallies.flatMap(({ name, kept, moved }) => [
    { name: `${name}: share of same likeliest emotion`, value: kept / paths.length, items: paths.length },
    { name: `${name}: mean change of a probability`, value: moved / paths.length, items: paths.length },
  ]);
}
