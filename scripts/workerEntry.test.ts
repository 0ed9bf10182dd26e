/** Holds the build to Workers that run once in every engine: only WebKit shows the harm, and the other tests run in Chromium. */
import { fileURLToPath } from 'node:url';

import { build } from 'vite';
import { expect, it } from 'vitest';

import { FIRST_FILE_BY_ITSELF, firstFileByItself } from './workerEntry.mjs';

const WORKER = fileURLToPath(new URL('../src/inference/worker.ts', import.meta.url));
/** A Worker that loads a part which shares `common` with it, and the same where nobody looks for it. */
const SHARING = `import { common } from 'common'; self.onmessage = async () => (await import('part')).run(common);`;
const MODULES: Readonly<Record<string, string>> = {
  [WORKER]: SHARING,
  elsewhere: SHARING,
  part: `import { common } from 'common'; export const run = (given) => given === common;`,
  common: 'export const common = { name: self.name };',
};

function buildWorker(input: string, output: { codeSplitting?: typeof FIRST_FILE_BY_ITSELF }) {
  return build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'modules',
        enforce: 'pre',
        resolveId: (id) => (id in MODULES ? id : null),
        load: (id) => MODULES[id] ?? null,
      },
      firstFileByItself(),
    ],
    build: { write: false, rolldownOptions: { input, output } },
  });
}

it('lets no part of a Worker import its first file', async () => {
  await expect(buildWorker(WORKER, { codeSplitting: FIRST_FILE_BY_ITSELF })).resolves.toBeDefined();
});

it.each([
  ['in its place', WORKER],
  ['that was moved', 'elsewhere'],
])('ends a build in which one does, with a Worker %s', async (_, input) => {
  await expect(buildWorker(input, {})).rejects.toThrow(/imports .*\.js, which WebKit would run a second time/);
});
