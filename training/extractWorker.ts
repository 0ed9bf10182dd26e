/** A thread for one core's share of the feature extraction: decode, augment, coefficients, cache. */
import { parentPort, workerData } from 'node:worker_threads';

import type { FrameMatrix } from '../src/signal/frameMatrix';
import { mfccOf } from '../src/signal/mfcc';
import { augment } from './augmentation/augment';
import { surroundingsOf, type ExtractionJob } from './extractionJobs';
import { isCached, writeCached } from './featureCache';
import { reasonOf } from './options';
import { Random } from './random';
import { readRecording, readThoseThatCanBe } from './readRecording';

/** A clip to extract, and where the coefficients of each of its variants go. */
export interface CachedJob extends ExtractionJob {
  readonly cachePaths: readonly string[];
}

/** What a finished job tells: its clip, and why it failed if it did. */
export interface ExtractionReport {
  readonly clipId: string;
  readonly error: string | null;
}

/** The coefficients that the cache lacks of a clip, with where they go. @throws Error when the clip cannot be read. */
async function missingOf(job: CachedJob): Promise<(readonly [path: string, coefficients: FrameMatrix])[]> {
  const { clipId, path, variants, babblePaths, cachePaths } = job;
  const missing = [...cachePaths.entries()].filter(([, cached]) => !isCached(cached));
  if (missing.length === 0) return [];
  const samples = await readRecording(path);
  const needsBabble = missing.some(([variant]) => variant > 0);
  // One that cannot be read is named in its own turn, and does not take this clip with it.
  const babble = needsBabble ? await readThoseThatCanBe(babblePaths) : [];
  return missing.map(([variant, cached]) => {
    const random = new Random(`${clipId}#${variant}`);
    const surroundings = surroundingsOf(variants, variant);
    const sound = variant === 0 ? samples : augment(samples, random, babble, surroundings);
    return [cached, mfccOf(sound)] as const;
  });
}

async function run(jobs: readonly CachedJob[]): Promise<void> {
  for (const job of jobs) {
    let made: Awaited<ReturnType<typeof missingOf>> = [];
    let error: string | null = null;
    try {
      made = await missingOf(job);
    } catch (cause) {
      error = reasonOf(cause);
    }
    // That there is no room on the disk is no fault of the clip's, which would be left out for it: it ends the run.
    for (const [path, coefficients] of made) writeCached(path, coefficients);
    parentPort?.postMessage({ clipId: job.clipId, error } satisfies ExtractionReport);
  }
}

await run(workerData as readonly CachedJob[]);
