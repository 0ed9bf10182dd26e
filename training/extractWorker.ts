/** A thread for one core's share of the feature extraction: decode, augment, coefficients, cache. */
import { parentPort, workerData } from 'node:worker_threads';

import { mfccOf } from '../src/signal/mfcc';
import { augment } from './augmentation/augment';
import { cachePath, isCached, writeCached } from './featureCache';
import { Random } from './random';
import { readRecording } from './readRecording';

/** A clip to extract, with the clips that may talk underneath its variants. */
export interface ExtractionJob {
  readonly clipId: string;
  readonly path: string;
  /** Variants beside the recording itself. */
  readonly variants: number;
  readonly babblePaths: readonly string[];
}

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
  const missing = Array.from({ length: variants + 1 }, (_, variant) => variant).filter(
    (variant) => !isCached(cachePath(cache, clipId, variant)),
  );
  if (missing.length === 0) return;
  const samples = await readRecording(path);
  const needsBabble = missing.some((variant) => variant > 0);
  const babble = needsBabble ? await Promise.all(babblePaths.map(readRecording)) : [];
  for (const variant of missing) {
    const random = new Random(`${clipId}#${variant}`);
    const sound = variant === 0 ? samples : augment(samples, random, babble);
    writeCached(cachePath(cache, clipId, variant), mfccOf(sound));
  }
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
