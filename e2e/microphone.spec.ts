/** The live microphone: a file plays the person who speaks. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { hearing, keepTracks, tellTracks, trackStates } from './fakeMicrophone';
import { distance, expectNoViolations, SitePage } from './sitePage';
import { voice } from './sounds';
import { watchTraffic } from './traffic';

test.use({ launchOptions: hearing(voice({ seconds: 20, sampleRate: 48_000, name: 'speech.wav' })) });

/** Makes the browser answer the request for the microphone with an error. */
async function refuse(page: Page, name: string, message = ''): Promise<void> {
  await page.addInitScript(
    (error) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException(error.message, error.name));
    },
    { name, message },
  );
}

test.describe('while somebody speaks', () => {
  test('the reading is live, and on stop the take is read as its file would be', async ({ page }) => {
    await keepTracks(page);
    const site = await SitePage.visit(page);
    await site.listen();
    const early = await site.reading();
    await expect.poll(async () => distance(await site.probabilities(), early)).toBeGreaterThan(0.0005);
    await site.recorded(2);
    await expect(page.getByText(/echo cancellation off, noise suppression off, auto gain off/)).toBeVisible();
    await expect(page.getByRole('img', { name: /^Moods so far: [a-z]+ \d+%/ })).toBeVisible();
    await site.transcript.fill('Leave me alone, I hate this!');
    await expect(site.emotion).toContainText('live, from voice and words');
    await site.transcript.fill('');
    await expectNoViolations(page);

    await site.stopButton.click();
    await expect(site.emotion).toContainText('from the voice');
    await site.settled();
    await expect(page.getByText(/heard, 16 kHz mono$/)).toBeVisible();
    await expect(site.takePlayer).toBeVisible();
    expect(await trackStates(page)).toEqual(['ended']);
    const ofTake = await site.reading();
    const download = await site.save('Save as WAV');
    const buffer = readFileSync(await download.path());
    await site.upload({ name: 'saved.wav', mimeType: 'audio/wav', buffer });
    await expect(page.getByText('saved.wav', { exact: true })).toBeVisible();
    expect(distance(await site.reading(), ofTake)).toBeLessThan(0.02);
  });

  test('nothing of it leaves the page', async ({ page, context, baseURL }) => {
    const traffic = watchTraffic(context, page, baseURL);
    const site = await SitePage.visit(page);
    await site.listen();
    await site.stopButton.click();
    await expect(page.getByText(/heard, 16 kHz mono$/)).toBeVisible();
    expect(traffic.leaks).toEqual([]);
  });

  test('a double click on Stop does not turn the microphone on again', async ({ page }) => {
    await keepTracks(page);
    const site = await SitePage.visit(page);
    await site.listen();
    await site.stopButton.dblclick();
    await expect(site.takePlayer).toBeVisible();
    await expect(site.listenButton).toBeVisible();
    expect(await trackStates(page)).toEqual(['ended']);
  });

  test('Space starts and stops, but is a space where one types', async ({ page }) => {
    const site = await SitePage.visit(page);
    await page.keyboard.press('Space');
    await site.speaking();
    await site.transcript.focus();
    await page.keyboard.press('Space');
    await expect(site.transcript).toHaveValue(' ');
    await expect(site.stopButton).toBeVisible();
    await site.transcript.blur();
    await page.keyboard.press('Space');
    await expect(site.listenButton).toBeVisible();
    await expect(site.takePlayer).toBeVisible();
  });

  test('Space that is held does not scroll the page', async ({ page }) => {
    await page.setViewportSize({ width: 1000, height: 300 });
    const site = await SitePage.visit(page);
    await page.keyboard.down('Space');
    await page.keyboard.down('Space');
    await expect(site.stopButton).toBeVisible();
    await page.keyboard.down('Space');
    await site.speaking();
    expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.keyboard.up('Space');
  });

  test('Enter that is held on the button presses it once, and still makes lines where one types', async ({ page }) => {
    await keepTracks(page);
    const site = await SitePage.visit(page);
    await site.listenButton.focus();
    // The first and its repetitions: four presses would end where none had begun.
    for (let times = 0; times < 4; times += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await site.speaking();
    expect(await trackStates(page)).toEqual(['live']);
    await site.transcript.focus();
    for (let times = 0; times < 3; times += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await expect(site.transcript).toHaveValue('\n\n\n');
  });

  test('a microphone that is unplugged costs nothing of the take', async ({ page }) => {
    await keepTracks(page);
    const site = await SitePage.visit(page);
    await site.listen();
    await tellTracks(page, 'ended');
    await expect(site.alert).toContainText(/microphone went away.*start again.*kept/);
    await site.settled();
    await site.reading();
    await expect(page.getByText(/heard, 16 kHz mono$/)).toBeVisible();
    await expect(site.alert).toContainText('microphone went away');
    expect(await trackStates(page)).toEqual(['ended']);
    await expect(site.listenButton).toBeVisible();
  });

  test('a file that is dropped meanwhile does not end the take', async ({ page }) => {
    const site = await SitePage.visit(page);
    await site.startListening();
    await site.fileInput.setInputFiles(voice({ seconds: 1, name: 'other.wav' }));
    await expect(site.status).toContainText('Press Stop first');
    await site.speaking();
    await site.stopButton.click();
    await expect(site.takePlayer).toBeVisible();
  });
});

test('a recording that plays falls silent when the microphone is asked for', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => new Promise<never>(() => undefined);
  });
  const site = await SitePage.visit(page);
  await site.upload(voice({ seconds: 60, name: 'song.wav' }));
  const player = page.getByLabel('Play song.wav');
  const isPaused = () => player.evaluate((audio: HTMLAudioElement) => audio.paused);
  await player.evaluate((audio: HTMLAudioElement) => audio.play());
  expect(await isPaused()).toBe(false);
  await site.startListening();
  await expect.poll(isPaused).toBe(true);
});

test('the screen stays on while it listens', async ({ page }) => {
  await page.addInitScript(() => {
    const locks: { released: boolean }[] = [];
    Object.assign(window, { locks });
    const request = () => {
      const lock = { released: false, release: () => Promise.resolve((lock.released = true)) };
      locks.push(lock);
      return Promise.resolve(lock);
    };
    Object.defineProperty(navigator, 'wakeLock', { value: { request } });
  });
  const locks = () =>
    page.evaluate(() =>
      (window as unknown as { locks: { released: boolean }[] }).locks.map(({ released }) => released),
    );
  const site = await SitePage.visit(page);
  expect(await locks()).toEqual([]);
  await site.startListening();
  await expect.poll(locks).toEqual([false]);
  await site.stopButton.click();
  await expect.poll(locks).toEqual([true]);
});

test('a page without a secure connection says so', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
    Object.defineProperty(window, 'isSecureContext', { value: false });
  });
  const site = await SitePage.visit(page);
  await site.listenButton.click();
  await expect(site.alert).toContainText(/secure connection.*https/);
  await expect(site.listenButton).toBeVisible();
});

interface Refusal {
  readonly what: string;
  readonly name: string;
  readonly message?: string;
  readonly says: RegExp;
}

const REFUSALS: readonly Refusal[] = [
  { what: 'dismissed', name: 'NotAllowedError', message: 'Permission dismissed', says: /no answer.*Start again/ },
  { what: 'denied', name: 'NotAllowedError', says: /may not use the microphone.*Allow it/ },
  { what: 'no device', name: 'NotFoundError', says: /No microphone was found.*start again/ },
  { what: 'in use', name: 'NotReadableError', says: /another program.*start again/ },
];
for (const { what, name, message, says } of REFUSALS) {
  test(`${what}: a sentence, and nothing is lost`, async ({ page }) => {
    await refuse(page, name, message);
    const site = await SitePage.visit(page);
    await site.type('what I typed stays');
    const before = await site.reading();
    await site.listenButton.click();
    await expect(site.alert).toContainText(says);
    await expect(site.listenButton).toBeVisible();
    await expect(site.transcript).toHaveValue('what I typed stays');
    expect(await site.reading()).toEqual(before);
  });
}

test('a request that nobody answers can be taken back', async ({ page }) => {
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => new Promise<never>(() => undefined);
  });
  const site = await SitePage.visit(page);
  await site.startListening();
  await expect(page.getByText('Waiting for the microphone.')).toBeVisible();
  await site.stopButton.click();
  await expect(site.listenButton).toBeVisible();
  await expect(site.alert).toBeHidden();
});

test('the chosen microphone is remembered', async ({ page }) => {
  const site = await SitePage.visit(page);
  const choice = page.getByRole('combobox', { name: 'Microphone to use' });
  const last = choice.getByRole('option').last();
  const label = (await last.textContent()) ?? '';
  await choice.selectOption({ label });
  await site.open();
  await expect(choice.locator('option:checked')).toHaveText(label);
  await site.startListening();
  await expect(page.getByText(`${label},`)).toBeVisible();
});
