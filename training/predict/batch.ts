/** Many items on all cores: lines in, results out in the same order, with a bounded number in hand. */
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';

import { InferenceError } from '../../src/inference/inferenceError';
import { CommandError } from '../options';
import { startTypescriptWorker } from '../typescriptWorker';
import type { PredictItem, Prediction } from './predictItem';

/** Items a worker gets at once: their texts share one pass through the network. */
const ITEMS_PER_TASK = 16;
/** Threads beyond this wait for memory, not for cores. */
const MAXIMUM_WORKERS = 8;
/** Tasks read ahead for each worker, so that none waits and a long list never lies in memory. */
const TASKS_AHEAD_PER_WORKER = 2;

/**
 * Predicts a stream of items, several at a time.
 *
 * @yields the predictions in the items' order.
 * @throws Error when a worker cannot start (no model, say) or dies.
 */
export async function* predictBatch(
  modelDirectory: string,
  items: AsyncIterable<PredictItem>,
): AsyncGenerator<Prediction, void, undefined> {
  const pool = Array.from(
    { length: Math.min(MAXIMUM_WORKERS, availableParallelism()) },
    () => new PredictWorker(modelDirectory),
  );
  const running: Promise<Prediction[]>[] = [];
  let tasks = 0;
  const start = (task: PredictItem[]): void => {
    const worker = pool[tasks % pool.length];
    tasks += 1;
    if (!worker) return;
    const result = worker.predict(task);
    // It is awaited in its turn; until then a failure must not count as unhandled.
    result.catch(() => undefined);
    running.push(result);
  };
  try {
    for await (const task of inTasks(items)) {
      start(task);
      if (running.length >= pool.length * TASKS_AHEAD_PER_WORKER) yield* (await running.shift()) ?? [];
    }
    for (const result of running) yield* await result;
  } finally {
    await Promise.all(pool.map((worker) => worker.end()));
  }
}

async function* inTasks(items: AsyncIterable<PredictItem>): AsyncGenerator<PredictItem[]> {
  let task: PredictItem[] = [];
  for await (const item of items) {
    task.push(item);
    if (task.length === ITEMS_PER_TASK) {
      yield task;
      task = [];
    }
  }
  if (task.length > 0) yield task;
}

interface Waiting {
  readonly resolve: (predictions: Prediction[]) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread with the model loaded. It answers its tasks in order. */
class PredictWorker {
  private readonly thread: Worker;
  private readonly waiting: Waiting[] = [];
  private failure: Error | null = null;

  constructor(modelDirectory: string) {
    this.thread = startTypescriptWorker(new URL('./batchWorker.ts', import.meta.url), {
      workerData: { modelDirectory },
      // Standard output belongs to the results; what a library prints there is dropped.
      stdout: true,
    });
    this.thread.on('message', (predictions: Prediction[]) => this.waiting.shift()?.resolve(predictions));
    // Errors do not keep their class between threads.
    this.thread.on('error', (error) =>
      this.fail(error.name === InferenceError.name ? new CommandError(error.message, { cause: error }) : error),
    );
    this.thread.on('exit', (code) =>
      this.fail(
        new CommandError(
          `A prediction thread ended early (exit code ${code}). Run the command again, with fewer other programs at work.`,
        ),
      ),
    );
  }

  predict(items: readonly PredictItem[]): Promise<Prediction[]> {
    if (this.failure !== null) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.thread.postMessage(items);
    });
  }

  async end(): Promise<void> {
    await this.thread.terminate();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(this.failure);
  }
}
