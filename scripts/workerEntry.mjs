/**
 * Keeps the inference Worker's first file from being imported by its other files: WebKit, which is Safari's engine, runs it a
 * second time then (seen in WebKitGTK 2.50), and the second one answers, too, and knows of no model.
 */

/** @param {string} id Of a module. */
const isFirst = (id) => id.endsWith('/src/inference/worker.ts');

/**
 * For the bundler, which would put into the first file all that it needs, and let the backends and decoders import from there
 * what they share with it. The worklet stays one file: from a blob it could import nothing. What the Worker needs at once is
 * one file as well, and small: nothing of the model is asked for before it is there.
 *
 * @type {Extract<import('vite').Rolldown.OutputOptions['codeSplitting'], object>}
 */
export const FIRST_FILE_BY_ITSELF = {
  groups: [
    { name: 'part', test: (id) => !isFirst(id), tags: ['$initial'], priority: 1 },
    { name: 'part', test: (id) => !isFirst(id), entriesAware: true },
  ],
};

/**
 * Ends the build when a file imports a Worker's first one all the same, whatever that is called.
 *
 * @returns {import('vite').Plugin}
 */
export function firstFileByItself() {
  return {
    name: 'first-file-by-itself',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      for (const { fileName: first } of chunks.filter(({ isEntry }) => isEntry)) {
        const importer = chunks.find(({ imports, dynamicImports }) => [...imports, ...dynamicImports].includes(first));
        if (importer) this.error(`${importer.fileName} imports ${first}, which WebKit would run a second time.`);
      }
    },
  };
}
