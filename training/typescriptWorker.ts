/** A thread that runs a TypeScript file: Node 20 does not hand tsx's loader on to its threads. */
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** @param module address of the file, such as `new URL('./work.ts', import.meta.url)`. */
export function startTypescriptWorker(module: URL, options: Omit<WorkerOptions, 'eval'>): Worker {
  const bootstrap = `import('tsx/esm/api').then(({ register }) => {
    register();
    return import(${JSON.stringify(module.href)});
  });`;
  return new Worker(bootstrap, { ...options, eval: true });
}
