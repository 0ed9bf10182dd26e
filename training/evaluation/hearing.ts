/** Held-out recordings through the voice branch on all cores, each decoded once for all the conditions it is read under. */
import { availableParallelism } from 'node:os';

import { SingleBar } from 'cli-progress';

import type { Voice } from '../../src/inference/protocol';
import { startTypescriptWorker } from '../typescriptWorker';

/** A recording to hear, and under which conditions beside as it is. */
export interface HearingJob {
  readonly clipId: string;
  readonly path: string;
  /** Null: no noise, no telephone, no other context. */
  readonly robustness: { readonly otherPaths: readonly string[]; readonly siblingPaths: readonly string[] } | null;
  readonly stability: boolean;
}

export interface HearingShare {
  readonly modelDirectory: string;
  readonly jobs: readonly HearingJob[];
}

/** What was heard of a recording by condition, or why it could not be read. Null is silence. */
export type HearingReport =
  | { readonly clipId: string; readonly voices: ReadonlyMap<string, Voice | null> }
  | { readonly clipId: string; readonly error: string };

/** The condition of a recording as it is. */
export const UNCHANGED = 'unchanged';

/** Hears all recordings. @returns by clip; clips that cannot be read are named on the screen and left out. */
export async function hearAll(
  modelDirectory: string,
  jobs: readonly HearingJob[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, Voice | null>>> {
  const heard = new Map<string, ReadonlyMap<string, Voice | null>>();
  const bar = new SingleBar({ format: 'voices [{bar}] {value}/{total}, {eta_formatted} left', stream: process.stderr });
  bar.start(jobs.length, 0);
  const cores = availableParallelism();
  await Promise.all(
    Array.from({ length: cores }, (_, core) => {
      const share: HearingShare = { modelDirectory, jobs: jobs.filter((_job, index) => index % cores === core) };
      return new Promise<void>((done, fail) => {
        const worker = startTypescriptWorker(new URL('./hearingWorker.ts', import.meta.url), { workerData: share });
        worker.on('message', (report: HearingReport) => {
          bar.increment();
          if ('voices' in report) heard.set(report.clipId, report.voices);
          else console.error(`${report.clipId}: left out (${report.error})`);
        });
        worker.on('error', fail);
        worker.on('exit', (code) =>
          code === 0 ? done() : fail(new Error(`a hearing thread ended with code ${code}`)),
        );
      });
    }),
  );
  bar.stop();
  return heard;
}
