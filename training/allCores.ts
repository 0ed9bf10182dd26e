/** Jobs dealt to a thread for each core, with a bar that tells how far they have come. */
import { availableParallelism } from 'node:os';

import { SingleBar } from 'cli-progress';

import { CommandError } from './options';
import { startTypescriptWorker } from './typescriptWorker';

export interface DealtJobs<Job, Report> {
  /** The thread's file. It gets its share as `workerData`, sends one report for each job, and ends. */
  readonly module: URL;
  readonly jobs: readonly Job[];
  /** What a thread gets for its share of the jobs. */
  readonly dataOf: (share: readonly Job[]) => unknown;
  readonly onReport: (report: Report) => void;
  /** What is counted, for the bar. */
  readonly unit: string;
}

/** Has all jobs done. @throws Error when a thread dies; CommandError when the system refused it something, such as room on the disk. */
export async function onAllCores<Job, Report>(dealt: DealtJobs<Job, Report>): Promise<void> {
  const { module, jobs, dataOf, onReport, unit } = dealt;
  // Standard output belongs to the figures.
  const bar = new SingleBar({
    format: `${unit} [{bar}] {value}/{total}, {eta_formatted} left`,
    stream: process.stderr,
  });
  bar.start(jobs.length, 0);
  const cores = availableParallelism();
  const threads = Array.from({ length: cores }, (_, core) => {
    const share = jobs.filter((_job, index) => index % cores === core);
    return new Promise<void>((done, fail) => {
      const worker = startTypescriptWorker(module, { workerData: dataOf(share) });
      worker.on('message', (report: Report) => {
        bar.increment();
        onReport(report);
      });
      worker.on('error', (error: Error) =>
        fail('syscall' in error ? new CommandError(`The ${unit} stopped: ${error.message}.`, { cause: error }) : error),
      );
      worker.on('exit', (code) =>
        code === 0 ? done() : fail(new Error(`A thread for ${unit} ended with code ${code}.`)),
      );
    });
  });
  try {
    await Promise.all(threads);
  } finally {
    bar.stop();
  }
}
