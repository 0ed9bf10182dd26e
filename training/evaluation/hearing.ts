/** Held-out recordings through the voice branch on all cores, each decoded once for all the conditions it is read under. */
import type { Voice } from '../../src/inference/protocol';
import { onAllCores } from '../allCores';

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
  await onAllCores<HearingJob, HearingReport>({
    module: new URL('./hearingWorker.ts', import.meta.url),
    jobs,
    dataOf: (share) => ({ modelDirectory, jobs: share }) satisfies HearingShare,
    onReport: (report) => {
      if ('voices' in report) heard.set(report.clipId, report.voices);
      else console.error(`${report.clipId}: left out (${report.error})`);
    },
    unit: 'voices',
  });
  return heard;
}
