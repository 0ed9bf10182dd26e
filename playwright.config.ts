/** End-to-end tests: a person's journeys in a real Chromium, on the built site under a sub-path as on a static host. */
import { createServer } from 'node:net';

import { defineConfig } from '@playwright/test';

import { CHROMIUM_ARGUMENTS, findChromium } from './scripts/chromium.mjs';

const BASE_PATH = '/some/where/';
const PORT_VARIABLE = 'STSAM_E2E_PORT';
/** The tests in which the page listens for as long as somebody speaks. */
const LISTENING = /(microphone\w*|longTakes|leaving)\.spec\.ts$/;

/** A port that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
      });
    });
  });
}

async function installedChromium(): Promise<string> {
  const found = await findChromium();
  if (found === null) throw new Error('No Chromium found. `npm test` installs one; or set CHROMIUM_PATH to a browser.');
  return found;
}

// The workers read this file again: what the first reading found is handed on to them in the environment.
process.env[PORT_VARIABLE] ??= String(await freePort());
process.env.CHROMIUM_PATH ??= await installedChromium();
const port = process.env[PORT_VARIABLE];
const siteAddress = `http://127.0.0.1:${port}${BASE_PATH}`;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  forbidOnly: process.env.CI !== undefined,
  workers: 2,
  projects: [
    // Such a test starts, draws and reads as fast as one core does, and waits for no sound: two go well beside each other.
    { name: 'reading', testIgnore: LISTENING, fullyParallel: true },
    // What listens must keep pace with the sound, also without a graphics card: one at a time, when nothing else runs.
    // `npm run e2e -- --no-deps e2e/microphone.spec.ts` does not run the others before.
    { name: 'listening', testMatch: LISTENING, workers: 1, dependencies: ['reading'] },
  ],
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: siteAddress,
    browserName: 'chromium',
    launchOptions: { executablePath: process.env.CHROMIUM_PATH, args: CHROMIUM_ARGUMENTS },
    permissions: ['microphone'],
    trace: 'retain-on-failure',
  },
  webServer: {
    command: `node scripts/serve.mjs --port ${port} --base ${BASE_PATH}`,
    url: siteAddress,
    reuseExistingServer: false,
  },
});
