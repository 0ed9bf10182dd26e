/** End-to-end tests: a person's journeys in a real Chromium, on the built site under a sub-path as on a static host. */
import { createServer } from 'node:net';

import { defineConfig } from '@playwright/test';

import { CHROMIUM_ARGUMENTS, findChromium } from './scripts/chromium.mjs';

const BASE_PATH = '/some/where/';
const PORT_VARIABLE = 'STSAM_E2E_PORT';

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
  // Software WebGL takes a whole core; with more workers the tests would measure each other.
  workers: 1,
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
