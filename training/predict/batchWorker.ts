/** A thread of `predict --batch`: loads the model once, then answers lists of items in the order they come. */
import { parentPort, workerData } from 'node:worker_threads';

import { loadEngineInNode } from './nodeEngine';
import { predictItems, type PredictItem } from './predictItem';

const { modelDirectory } = workerData as { readonly modelDirectory: string };
const engine = loadEngineInNode(modelDirectory);
// The thread's 'error' event tells of it; a task that waits for the engine would not.
await engine;

let last: Promise<unknown> = Promise.resolve();
parentPort?.on('message', (items: readonly PredictItem[]) => {
  last = last.then(async () => parentPort?.postMessage(await predictItems(await engine, items)));
});
