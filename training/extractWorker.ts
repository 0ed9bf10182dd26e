/** A thread for one core's share of the feature extraction: decode, augment, coefficients, cache. */
import { parentPort, workerData } from 'node:worker_threads';

import { mfccOf } from '../src/signal/mfcc';
import { augment } from './augmentation/augment';
import { surroundingsOf, variantNumbers, type ExtractionJob } from './extractionJobs';
import { cachePath, isCached, writeCached } from './featureCache';
import { Random } from './random';
import { readRecording } from './readRecording';

export interface ExtractionShare {
  readonly cache: string;
  readonly jobs: readonly ExtractionJob[];
}

/** What a finished job tells: its clip, and why it failed if it did. */
export interface ExtractionReport {
  readonly clipId: string;
  readonly error: string | null;
}

async function extract({ clipId, path, variants, babblePaths }: ExtractionJob, cache: string): Promise<void> {
  const missing = variantNumbers(variants).filter((variant) => !isCached(cachePath(cache, clipId, variant)));
  if (missing.length === 0) return;
  const samples = await readRecording(path);
  const needsBabble = missing.some((variant) => variant > 0);
  const babble = needsBabble ? await readTalkers(babblePaths) : [];
  for (const variant of missing) {
    const random = new Random(`${clipId}#${variant}`);
    const surroundings = surroundingsOf(variants, variant);
    const sound = variant === 0 ? samples : augment(samples, random, babble, surroundings);
    writeCached(cachePath(cache, clipId, variant), mfccOf(sound));
  }
}

/** Those that can be read; another is named in its own turn, and does not take this clip with it. */
async function readTalkers(paths: readonly string[]): Promise<Float32Array[]> {
  const read = await Promise.allSettled(paths.map(readRecording));
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

async function run({ cache, jobs }: ExtractionShare): Promise<void> {
  for (const job of jobs) {
    let error: string | null = null;
    try {
      await extract(job, cache);
    } catch (cause) {
      error = cause instanceof Error ? cause.message : String(cause);
    }
    parentPort?.postMessage({ clipId: job.clipId, error } satisfies ExtractionReport);
  }
}

await run(workerData as ExtractionShare);
