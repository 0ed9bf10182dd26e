/** A thread for one core's share of the held-out recordings: decode, disturb, window, embed. */
import { parentPort, workerData } from 'node:worker_threads';

import type { Network } from '../../src/inference/network';
import type { Voice } from '../../src/inference/protocol';
import { VoiceAccumulator } from '../../src/inference/voiceAccumulator';
import { reasonOf } from '../options';
import { loadEngineInNode } from '../predict/nodeEngine';
import { Random } from '../random';
import { readRecording, readThoseThatCanBe } from '../readRecording';
import { robustnessVariants, stabilityVariants, type Variant } from './disturbances';
import { UNCHANGED, type HearingJob, type HearingReport, type HearingShare } from './hearing';

/** The voices of variants, as `MoodReader.readVoice` makes them. */
async function voicesOf(network: Network, variants: readonly Variant[]): Promise<Map<string, Voice | null>> {
  const voices = new Map<string, Voice | null>();
  for (const [name, samples] of variants) {
    const accumulator = new VoiceAccumulator(network);
    await accumulator.push(samples);
    voices.set(name, (await accumulator.finish()).voice);
  }
  return voices;
}

async function variantsOf({ clipId, path, robustness, stability }: HearingJob): Promise<Variant[]> {
  const samples = await readRecording(path);
  const variants: Variant[] = [[UNCHANGED, samples]];
  if (robustness !== null) {
    // One that cannot be read is named in its own turn, and does not take this clip with it.
    const others = await readThoseThatCanBe(robustness.otherPaths);
    const siblings = await readThoseThatCanBe(robustness.siblingPaths);
    if (others.length === 0 && robustness.otherPaths.length > 0) {
      throw new Error('of those who talk underneath none can be read');
    }
    variants.push(...robustnessVariants({ samples, others, siblings }, new Random(`disturbance ${clipId}`)));
  }
  if (stability) variants.push(...stabilityVariants(samples));
  return variants;
}

async function run({ modelDirectory, jobs }: HearingShare): Promise<void> {
  const { network } = await loadEngineInNode(modelDirectory);
  for (const job of jobs) {
    let report: HearingReport;
    try {
      report = { clipId: job.clipId, voices: await voicesOf(network, await variantsOf(job)) };
    } catch (cause) {
      report = { clipId: job.clipId, error: reasonOf(cause) };
    }
    parentPort?.postMessage(report);
  }
}

await run(workerData as HearingShare);
