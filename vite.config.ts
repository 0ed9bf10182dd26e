/** How the page is built: static files that work under any sub-path of any host. */
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

import { licencePlugins } from './scripts/licences.mjs';
import { FIRST_FILE_BY_ITSELF, firstFileByItself } from './scripts/workerEntry.mjs';

/**
 * What the page may load and talk to: this site and nothing else. It stands in the page, as most static hosts let nobody
 * choose their headers; so it does not bind the Workers, which the end-to-end tests watch.
 */
const POLICY = {
  'default-src': "'self'",
  // The worklet comes from a blob when the connection has gone.
  'script-src': "'self' blob:",
  // What is in the page already may be read.
  'connect-src': "'self' blob: data:",
  // Styles that are written into the document.
  'style-src': "'self' 'unsafe-inline'",
  // Recordings to hear again.
  'media-src': "'self' blob:",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** Not for `npm run dev`, where Vite has scripts of its own in the page. */
function contentSecurityPolicy(): Plugin {
  const content = Object.entries(POLICY)
    .map((directive) => directive.join(' '))
    .join('; ');
  const attrs = { 'http-equiv': 'Content-Security-Policy', content };
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs, injectTo: 'head-prepend' }],
  };
}

const licences = licencePlugins();
/** The licences' comments are left out of the code: licences.txt has them once. */
const output = { comments: { legal: false } };

export default defineConfig({
  base: './',
  plugins: [react(), contentSecurityPolicy(), licences.ofPage],
  // `npm run dev` finds by itself what the page imports, but what the Workers do only once they run: it would load the page
  // anew over the first visit, and what was typed meanwhile would be gone.
  optimizeDeps: { entries: ['index.html', 'src/inference/worker.ts', 'src/capture/listening.worklet.ts'] },
  // The bundling of the Workers counts as a plugin's time, and is no cause for a warning.
  build: { rolldownOptions: { output, checks: { pluginTimings: false } } },
  worker: {
    format: 'es',
    plugins: () => [licences.ofWorkers, firstFileByItself()],
    rolldownOptions: { output: { ...output, codeSplitting: FIRST_FILE_BY_ITSELF } },
  },
});
