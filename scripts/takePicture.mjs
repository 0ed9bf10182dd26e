/** Takes the README's picture of the built site: a sample recording read with its words. `node scripts/takePicture.mjs` */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { chromium } from 'playwright';

import { serveBuiltSite } from './builtSite.mjs';
import { CHROMIUM_ARGUMENTS, ensureChromium } from './chromium.mjs';
import { PROJECT_FOLDER, runMain } from './project.mjs';

const PICTURE = path.join(PROJECT_FOLDER, 'docs', 'page.png');

await runMain(async () => {
  const executablePath = await ensureChromium();
  const address = await serveBuiltSite();
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.getByRole('button', { name: 'So quiet now' }).click();
  await page.getByText('from voice and words').waitFor();
  // The meters glide to their values, on a busy machine for longer.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  await mkdir(path.dirname(PICTURE), { recursive: true });
  await page.screenshot({ path: PICTURE });
  await browser.close();
  process.exit(0);
});
