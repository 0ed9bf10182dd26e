/** Everything that goes wrong is said in a sentence and loses nothing; what can work the next time may be tried again. */
import { createHash } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { flacFile, hum } from '../src/capture/testing';
import { distance, expectNoViolations, SitePage } from './sitePage';
import { damagedFlac, silence, voice, type SoundFile } from './sounds';
import { holdUp } from './traffic';

const WORDS = 'what I typed stays';

function text(name: string, content: string): SoundFile {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(content) };
}

const BAD_FILES: readonly { readonly what: string; readonly file: SoundFile; readonly sentence: RegExp }[] = [
  { what: 'no audio file', file: text('letter.txt', 'Dear John,\n'.repeat(200)), sentence: /not a recording.*Choose/ },
  { what: 'an empty file', file: text('empty.wav', ''), sentence: /empty.*choose/ },
  { what: 'silence', file: silence(2), sentence: /silent.*choose/ },
  { what: 'less than half a second', file: voice({ seconds: 0.3 }), sentence: /half a second.*choose/ },
  { what: 'a damaged file', file: damagedFlac(), sentence: /damaged.*choose/ },
];

test('each bad file gets its sentence and costs neither words nor the earlier reading', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.type(WORDS);
  await site.upload(voice({ seconds: 2, name: 'good.wav' }));
  const before = await site.reading();

  for (const { what, file, sentence } of BAD_FILES) {
    await test.step(what, async () => {
      await site.upload(file);
      await expect(site.alert).toContainText(sentence);
      await expect(site.alert).toContainText(file.name);
      await expect(page.getByRole('button', { name: 'Try again' })).toBeHidden();
      await expect(site.transcript).toHaveValue(WORDS);
      await expect(page.getByText('good.wav', { exact: true })).toBeVisible();
      expect(await site.reading()).toEqual(before);
    });
  }

  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(site.alert).toBeHidden();
  // Left to the page, the next Space would start the microphone.
  await expect(site.fileInput).toBeFocused();
  await site.upload(voice({ seconds: 2, pitch: 120, name: 'better.wav' }));
  await expect(page.getByText('better.wav', { exact: true })).toBeVisible();
});

test('a recording whose end is missing is read as far as it goes, and that is said', async ({ page }) => {
  const site = await SitePage.visit(page);
  const { buffer, ...rest } = voice({ seconds: 4 });
  await site.upload({ ...rest, buffer: buffer.subarray(0, buffer.length / 2) });
  await site.reading();
  await expect(site.status).toContainText(/2\.0 seconds/);
  await expectNoViolations(page);

  await page.getByRole('button', { name: 'Dismiss the notice' }).click();
  await expect(site.status).toBeEmpty();
  await expect(site.fileInput).toBeFocused();
  await site.type(WORDS);
  await expect(site.status).toBeEmpty();
});

/** Opens the page with the model's files spoilt, types and uploads in vain, mends them, and tries again. */
async function recovers(page: Page, spoil: (page: Page) => Promise<unknown>, sentence: RegExp): Promise<void> {
  const site = new SitePage(page);
  await spoil(page);
  await page.goto('./');
  await expect(site.alert).toContainText(sentence);
  await expect(page.getByText('The neural network is not running.')).toBeVisible();
  await site.type(WORDS);
  await site.upload(voice({ seconds: 1.5, name: 'waiting.wav' }));
  await expect(site.alert).toContainText(sentence);

  await page.unrouteAll({ behavior: 'wait' });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('waiting.wav', { exact: true })).toBeVisible();
  await expect(site.alert).toBeHidden();
  await expect(site.emotion).toContainText('from voice and words');
  await expect(site.transcript).toHaveValue(WORDS);
  await site.settled();
  await site.reading();
}

test('missing model files are named, and found once they are there', async ({ page }) => {
  const missing = (spoilt: Page) => spoilt.route('**/model/model.json', (route) => route.fulfill({ status: 404 }));
  await recovers(page, missing, /model\.json.*404.*Try again/);
});

test('a broken connection is said, and mended', async ({ page }) => {
  const unreachable = (spoilt: Page) => spoilt.route('**/model/*', (route) => route.abort());
  await recovers(page, unreachable, /connection.*try again/);
});

test('a part of the Worker that does not come is said, and asked for again', async ({ page }) => {
  const unreachable = (spoilt: Page) => spoilt.route('**/*browserNetwork*', (route) => route.abort());
  await recovers(page, unreachable, /part of this page.*could not be fetched.*try again/);
});

test('a model of another version is refused with both values', async ({ page }) => {
  const otherVersion = (spoilt: Page) =>
    spoilt.route('**/model/manifest.json', async (route) => {
      const response = await route.fetch();
      const manifest = (await response.json()) as Record<string, unknown>;
      await route.fulfill({ json: { ...manifest, formatVersion: 99 } });
    });
  await recovers(page, otherVersion, /formatVersion.*99.*\b1\b.*version/);
});

test('weights of another version are refused though they are of the same size', async ({ page }) => {
  const otherWeights = (spoilt: Page) =>
    spoilt.route('**/model/weights.bin', async (route) => {
      const body = await (await route.fetch()).body();
      await route.fulfill({ body: body.map((byte) => byte ^ 1) as Buffer });
    });
  await recovers(page, otherWeights, /different versions.*weights\.bin.*try again/);
});

test('a slow model shows how far it has come, and once it is there the connection may go', async ({
  page,
  context,
}) => {
  const site = new SitePage(page);
  const release = await holdUp(page, '**/model/weights.bin');
  await page.goto('./');
  await expect(site.progress).toHaveAccessibleName('downloading the model');
  await expect(site.emotion).toHaveAttribute('aria-busy', 'true');
  await site.transcript.fill(WORDS);
  release();
  await expect(site.emotion).toContainText('from the words', { timeout: 60_000 });
  await context.setOffline(true);
  await site.upload(voice({ seconds: 1.5, name: 'offline.wav' }));
  await expect(page.getByText('offline.wav', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Leave me alone!' }).click();
  await expect(site.alert).toContainText(/could not be fetched.*connection/);
});

test('the model comes beside the code that runs it, not after it', async ({ page }) => {
  // All of the Worker's code but what it begins with.
  const release = await holdUp(page, '**/assets/part~*.js');
  const weights = page.waitForResponse('**/model/weights.bin');
  await page.goto('./');
  expect((await weights).ok()).toBe(true);
  await expect(page.getByText(/^Running on /)).toBeHidden();
  release();
  await expect(page.getByText(/^Running on /)).toBeVisible();
});

test('a FLAC is read by the browser itself when the part that unpacks it cannot be fetched', async ({ page }) => {
  const flac = { name: 'take.flac', mimeType: 'audio/flac', buffer: Buffer.from(flacFile(hum(2, 16_000))) };
  let refused = 0;
  await page.route('**/*flacDecoder*', (route) => {
    refused += 1;
    return route.abort();
  });
  const site = await SitePage.visit(page);
  await site.upload(flac);
  await expect(page.getByText(/^2\.0 s, .* heard, 16 kHz mono$/)).toBeVisible();
  expect(refused).toBeGreaterThan(0);
  const without = await site.reading();

  await page.unrouteAll({ behavior: 'wait' });
  await site.open();
  await site.upload(flac);
  await expect(page.getByText('take.flac', { exact: true })).toBeVisible();
  expect(distance(await site.reading(), without)).toBeLessThan(0.001);
});

test('a graphics driver that stops in the middle of a reading is replaced, and nothing is lost', async ({ page }) => {
  // What runs in the Worker first, so that the test can take its graphics context away.
  const tellContexts = `self.contexts = []; const { getContext } = OffscreenCanvas.prototype;
    OffscreenCanvas.prototype.getContext = function (...asked) {
      const context = getContext.apply(this, asked);
      if (context) self.contexts.push(context);
      return context;
    };`;
  await page.route('**/worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: tellContexts + (await response.text()) });
  });
  const site = await SitePage.visit(page, '?backend=webgl');
  await expect(page.getByText(/^Running on WebGL/)).toBeVisible();
  await site.type(WORDS);
  const worker = page.workers()[0];
  await site.fileInput.setInputFiles(voice({ seconds: 20, name: 'long.wav' }));
  await expect(site.progress).toBeVisible();
  const lost = await worker?.evaluate(() => {
    const { contexts } = globalThis as unknown as { readonly contexts: readonly WebGL2RenderingContext[] };
    return contexts.map((context) => context.getExtension('WEBGL_lose_context')?.loseContext()).length;
  });
  expect(lost).toBeGreaterThan(0);

  await expect(page.getByText(/^Running on (?!WebGL)/)).toBeVisible({ timeout: 60_000 });
  await site.settled();
  await expect(page.getByText('long.wav', { exact: true })).toBeVisible();
  await expect(site.emotion).toContainText('from voice and words');
  await expect(site.alert).toBeHidden();
  await site.reading();
});

test('where a newer model comes after a crash, the recording waits to be read again and the words are read', async ({
  page,
}) => {
  const site = await SitePage.visit(page);
  await site.upload(voice({ seconds: 2, name: 'heard.wav' }));
  const before = await site.reading();
  // The same network in other files.
  await page.route('**/model/model.json', async (route) => {
    await route.fulfill({ body: `${await (await route.fetch()).text()}\n` });
  });
  await page.route('**/model/manifest.json', async (route) => {
    const [manifest, model] = await Promise.all([
      route.fetch().then(async (response) => (await response.json()) as { files: { name: string }[] }),
      page.request.get('model/model.json').then(async (response) => `${await response.text()}\n`),
    ]);
    const newer = { bytes: Buffer.byteLength(model), sha256: createHash('sha256').update(model).digest('hex') };
    const files = manifest.files.map((file) => (file.name === 'model.json' ? { ...file, ...newer } : file));
    await route.fulfill({ json: { ...manifest, files } });
  });
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error('It crashed.');
    });
  });
  await site.transcript.fill(WORDS);
  await expect(site.status).toContainText(/newer model.*heard\.wav.*Read it/);
  await expect(site.emotion).toContainText('from the words');
  await expectNoViolations(page);

  await page.getByRole('button', { name: 'Read it: heard.wav' }).click();
  await expect(site.fileInput).toBeFocused();
  await expect(site.emotion).toContainText('from voice and words');
  await expect(site.status).toBeEmpty();
  await site.type('');
  expect(distance(await site.reading(), before)).toBeLessThan(0.001);
});

test('a page whose script does not come says so', async ({ page }) => {
  await page.route('**/assets/index-*.js', (route) => route.abort());
  await page.goto('./');
  await expect(page.getByText(/part of this page could not be fetched/)).toBeVisible({
    timeout: 15_000,
  });
});

test('a page that is opened as a file says what it needs', async ({ page }) => {
  await page.goto(new URL('../dist/index.html', import.meta.url).href);
  await expect(page.getByText(/Opened as a file it does not run/)).toBeVisible({ timeout: 15_000 });
});

test('a browser without Web Workers is told so', async ({ page }) => {
  const site = new SitePage(page);
  await page.addInitScript('delete globalThis.Worker');
  await page.goto('./');
  await expect(site.alert).toContainText(/no Web Workers.*Please/);
  await site.transcript.fill(WORDS);
  await site.upload(voice({ seconds: 1 }));
  await expect(site.alert).toContainText(/no Web Workers.*Please/);
  await expect(site.transcript).toHaveValue(WORDS);
});

test('a browser without JavaScript is told so', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL ?? '' });
  const page = await context.newPage();
  await page.goto('./');
  await expect(page.getByText(/needs JavaScript\. Please allow/)).toBeVisible();
  await context.close();
});
