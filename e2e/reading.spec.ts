/** The main journey: a recording and its words in, eight probabilities out. */
import { expect, test, type Page } from '@playwright/test';
import { EMOTIONS } from '../src/emotions';
import { distance, SitePage } from './sitePage';
import { longRecording, voice, type SoundFile } from './sounds';
import { holdUp } from './traffic';

const RESTING = EMOTIONS.map(() => 0);

test('a visitor uploads, types, and reads eight numbers that sum to 1', async ({ page }) => {
  const site = await SitePage.visit(page);
  expect(await site.probabilities()).toEqual(RESTING);
  await expect(site.emotion).toContainText('nothing read yet');

  await site.upload(voice({ seconds: 2.5, name: 'first take.wav' }));
  const fromVoice = await site.reading();
  await expect(site.emotion).toContainText('from the voice');
  await expect(page.getByText('first take.wav', { exact: true })).toBeVisible();
  await expect(page.getByText(/^2\.5 s, .* heard, 16 kHz mono$/)).toBeVisible();

  await site.type('Leave me alone, I hate this!');
  const fromBoth = await site.reading();
  await expect(site.emotion).toContainText('from voice and words');
  expect(distance(fromVoice, fromBoth)).toBeGreaterThan(0.001);

  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(site.emotion).toContainText('from the words');
  expect(distance(await site.reading(), fromBoth)).toBeGreaterThan(0.001);
  await site.type('');
  expect(await site.probabilities()).toEqual(RESTING);
});

test('the leading word is the meter that leads', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.type('I am so happy for you, this is wonderful!');
  const probabilities = await site.reading();
  const leader = EMOTIONS[probabilities.indexOf(Math.max(...probabilities))];
  await expect(site.emotion.getByRole('paragraph').filter({ hasText: new RegExp(`^${leader}(ed)?$`) })).toBeVisible();
});

/** Has the model be sure from a certainty of the test's choice. */
async function beSureFrom(page: Page, certainty: number): Promise<void> {
  await page.route('**/model/manifest.json', async (route) => {
    const response = await route.fetch();
    const manifest = (await response.json()) as Record<string, unknown>;
    const sureFrom = { voice: certainty, words: certainty, both: certainty };
    await route.fulfill({ json: { ...manifest, sureFrom } });
  });
}

test('a reading below what the model is sure from is said with reserve, and looks it', async ({ page }) => {
  await beSureFrom(page, 1);
  const site = await SitePage.visit(page);
  await site.type('I am so happy for you, this is wonderful!');
  const unsure = await site.reading();
  await expect(page.getByText('not sure, perhaps', { exact: true })).toBeVisible();
  await expect(site.emotion.locator('p[aria-live=polite]')).toHaveText(
    /^not sure, perhaps \w+, from the words: \d+%, /,
  );
  const weight = () =>
    site.emotion
      .getByText('happy')
      .first()
      .evaluate((word) => Number(getComputedStyle(word).fontWeight));
  const unsureWeight = await weight();

  await page.unrouteAll({ behavior: 'wait' });
  await beSureFrom(page, 0);
  await site.open();
  await site.type('I am so happy for you, this is wonderful!');
  await expect(page.getByText('not sure, perhaps', { exact: true })).toBeHidden();
  await expect(site.emotion.locator('p[aria-live=polite]')).toHaveText(/^\w+, from the words: \d+%, /);
  expect(await weight()).toBeGreaterThan(unsureWeight);
  expect(await site.reading()).toEqual(unsure);
});

test('words of which most are unknown are read with reserve, and it is said that they are', async ({ page }) => {
  const site = await SitePage.visit(page);
  const reserve = page.getByText('not sure, perhaps', { exact: true });
  const hint = page.getByText('Few or none of these words are known: it reads English.');
  for (const text of ['xyzzy', 'Ich bin heute sehr traurig und weine', '私はとても悲しいです', '🔥🔥']) {
    await site.type(text);
    await expect(reserve).toBeVisible();
    await expect(hint).toBeVisible();
    await site.type('I am so happy for you, this is wonderful!');
    await expect(hint).toBeHidden();
    await expect(reserve).toBeHidden();
  }
});

test('words change the reading as they are typed, and the sound is not read again', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.upload(voice({ seconds: 2 }));
  const fromVoice = await site.reading();

  // Reading a sound shows a bar; that none comes up is what can be seen of the voice branch resting.
  await page.evaluate(() => {
    const counter = window as Window & { barsSeen?: number };
    counter.barsSeen = 0;
    new MutationObserver(() => {
      if (document.querySelector('[role=progressbar]') !== null) counter.barsSeen = (counter.barsSeen ?? 0) + 1;
    }).observe(document.body, { childList: true, subtree: true });
  });
  await site.transcript.pressSequentially('I am sad', { delay: 30 });
  await site.settled();
  const sad = await site.reading();
  await site.transcript.pressSequentially(' and so very angry!', { delay: 30 });
  await site.settled();
  expect(distance(await site.reading(), sad)).toBeGreaterThan(0.0005);
  await site.type('');
  expect(await site.reading()).toEqual(fromVoice);
  expect(await page.evaluate(() => (window as Window & { barsSeen?: number }).barsSeen)).toBe(0);
});

test('a file can be dropped anywhere, and the page shows that it would take it', async ({ page }) => {
  const site = await SitePage.visit(page);
  const footer = page.getByRole('contentinfo');
  const one = voice({ seconds: 1.5, name: 'one.wav' });
  const dragged = await site.transfer([one]);
  await footer.dispatchEvent('dragover', { dataTransfer: dragged });
  await expect(page.getByText('Let go, and it is read.')).toBeVisible();
  await footer.dispatchEvent('dragleave', { dataTransfer: dragged });
  await expect(page.getByText('Let go, and it is read.')).toBeHidden();

  await site.drop(footer, [one]);
  await site.reading();
  await expect(page.getByText('Let go, and it is read.')).toBeHidden();
  await site.drop(site.transcript, [voice({ seconds: 1, name: 'two.wav' }), one]);
  await expect(site.status).toHaveText('One at a time: of 2 files, this reads two.wav.');
  await expect(page.getByText('two.wav', { exact: true })).toBeVisible();
});

test('a file can be pasted, while pasted text stays text', async ({ page }) => {
  const site = await SitePage.visit(page);
  const paste = (clipboardData: Awaited<ReturnType<SitePage['transfer']>>) =>
    site.transcript.evaluate(
      (box, data) =>
        box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })),
      clipboardData,
    );
  await paste(await site.transfer([voice({ seconds: 1.5, name: 'pasted.wav' })]));
  await expect(page.getByText('pasted.wav', { exact: true })).toBeVisible();

  const picture = { name: 'words.png', mimeType: 'image/png', buffer: Buffer.from('a picture of words') };
  const words = await site.transfer([picture]);
  await words.evaluate((data) => data.setData('text/plain', 'words'));
  expect(await paste(words)).toBe(true);
  await site.type('what is this?');
  await expect(page.getByText('pasted.wav', { exact: true })).toBeVisible();
  await expect(site.alert).toBeHidden();

  // A file manager puts the name beside the file, and it is not what was said.
  const copied = await site.transfer([voice({ seconds: 1.5, name: 'copied.wav' })]);
  await copied.evaluate((data) => data.setData('text/plain', 'copied.wav'));
  expect(await paste(copied)).toBe(false);
  await expect(page.getByText('copied.wav', { exact: true })).toBeVisible();
  await expect(site.transcript).toHaveValue('what is this?');
});

test('the reading can be copied as text', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const site = await SitePage.visit(page);
  await site.type('Leave me alone!');
  const probabilities = await site.reading();
  await page.getByRole('button', { name: 'Copy as text' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  EMOTIONS.forEach((emotion, index) => expect(copied).toContain(`${emotion}\t${probabilities[index]?.toFixed(4)}`));
  expect(copied).toContain('words\tLeave me alone!');
  await expect(page.getByRole('button', { name: 'Copy as text' })).toBeVisible();
});

test('Escape stops reading a recording, and sends a notice and an error away', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.fileInput.setInputFiles(longRecording(10));
  await expect(site.progress).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(site.status).toHaveText('Stopped reading long.wav.');
  await page.keyboard.press('Escape');
  await expect(site.status).toBeEmpty();
  await site.upload({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear John,') });
  await expect(site.alert).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(site.alert).toBeHidden();
});

test('the same file can be chosen twice, and a long name does not break the page', async ({ page }) => {
  const site = await SitePage.visit(page);
  const file = voice({ seconds: 1, name: `${'a very long name '.repeat(12)}.wav` });
  await site.upload(file);
  const first = await site.reading();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(site.emotion).toContainText('nothing read yet');
  await site.upload(file);
  expect(await site.reading()).toEqual(first);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

/** The sound as a phone or a browser records it: WebM with Opus, from the browser's own recorder. */
async function asWebm(page: Page, { buffer }: SoundFile): Promise<SoundFile> {
  const packed = await page.evaluate(async (wav) => {
    const context = new AudioContext();
    const bytes = Uint8Array.from(atob(wav), (character) => character.charCodeAt(0));
    const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer) });
    const output = new MediaStreamAudioDestinationNode(context);
    source.connect(output);
    const recorder = new MediaRecorder(output.stream, { mimeType: 'audio/webm;codecs=opus' });
    const recorded = new Promise<Blob>((resolve) => {
      recorder.ondataavailable = ({ data }) => resolve(data);
    });
    recorder.start();
    source.start();
    await new Promise((resolve) => source.addEventListener('ended', resolve));
    recorder.stop();
    const blob = await recorded;
    return [...new Uint8Array(await blob.arrayBuffer())].map((byte) => String.fromCharCode(byte)).join('');
  }, buffer.toString('base64'));
  return { name: 'recorded.webm', mimeType: 'audio/webm', buffer: Buffer.from(packed, 'latin1') };
}

test('what a browser has recorded and packed is read much as the sound itself', async ({ page }) => {
  const sound = voice({ seconds: 2, sampleRate: 48_000 });
  const site = await SitePage.visit(page);
  await site.upload(sound);
  const plain = await site.reading();
  // Sound may only be made on a page that somebody has touched.
  await site.transcript.click();
  await site.upload(await asWebm(page, sound));
  await expect(page.getByText('recorded.webm', { exact: true })).toBeVisible();
  await expect(page.getByText(/48 kHz (mono|stereo)$/)).toBeVisible();
  // Opus at its usual rate leaves a vowel nearly as it was.
  expect(distance(await site.reading(), plain)).toBeLessThan(0.25);
});

test('the recording can be heard again', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.upload(voice({ seconds: 1.5, name: 'take.wav' }));
  const player = page.getByLabel('Play take.wav');
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.duration)).toBeCloseTo(1.5, 1);
  await player.evaluate((audio: HTMLAudioElement) => audio.play());
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.currentTime)).toBeGreaterThan(0.1);
});

test('a sample brings its words and takes them along, but never over somebody’s own', async ({ page }) => {
  const site = await SitePage.visit(page);
  await page.getByRole('button', { name: 'We really won!' }).click();
  await expect(site.transcript).toHaveValue('We won! This is amazing, we really won!');
  await expect(site.emotion).toContainText('from voice and words');
  await site.settled();
  await site.reading();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(site.transcript).toHaveValue('');
  await expect(site.emotion).toContainText('nothing read yet');
  await site.type('my own words');
  await page.getByRole('button', { name: 'So quiet now' }).click();
  await expect(page.getByText('so-quiet-now.wav', { exact: true })).toBeVisible();
  await expect(site.transcript).toHaveValue('my own words');
});

test('a sample that is slow to come keeps the page busy until it is read', async ({ page }) => {
  const release = await holdUp(page, '**/samples/*');
  const site = await SitePage.visit(page);
  const sample = page.getByRole('button', { name: 'Leave me alone!' });
  await sample.click();
  await expect(site.emotion).toHaveAttribute('aria-busy', 'true');
  await expect(sample).toHaveAttribute('aria-busy', 'true');
  release();
  await expect(site.emotion).toContainText('from voice and words');
  await site.settled();
  await expect(sample).toHaveAttribute('aria-busy', 'false');
});

test('long work shows its progress, leaves the page alive, can be replaced and be cancelled', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.upload(voice({ seconds: 1, name: 'short.wav' }));
  const before = await site.reading();
  const long = longRecording(10);

  await site.fileInput.setInputFiles(long);
  await expect(site.progress).toHaveAccessibleName(/decoding|analysing/);
  await expect(site.progress).toHaveAttribute('aria-valuenow', /^\d+$/);
  await expect(page.getByText('Reading long.wav')).toBeVisible();
  await site.transcript.fill('typed meanwhile');
  await expect(site.transcript).toHaveValue('typed meanwhile');
  await expect(site.emotion).toHaveAttribute('aria-busy', 'true');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(site.status).toHaveText('Stopped reading long.wav.');
  await expect(page.getByText('Choose another')).toBeVisible();
  await site.type('');
  expect(await site.reading()).toEqual(before);
  await expect(page.getByText('short.wav', { exact: true })).toBeVisible();

  await site.fileInput.setInputFiles(long);
  await expect(site.progress).toBeVisible();
  await site.upload(voice({ seconds: 1, pitch: 250, name: 'other.wav' }));
  await expect(page.getByText('other.wav', { exact: true })).toBeVisible();
  await expect(site.alert).toBeHidden();
});

test('100 000 characters, emoji and other scripts are words like any', async ({ page }) => {
  const site = await SitePage.visit(page);
  const strange = '“I can’t” 😡🎉 не надо もういい ﷽ ';
  const text = 'I told you so! '.repeat(7000).slice(0, 100_000 - strange.length) + strange;
  await site.type(text);
  await site.reading();
  await expect(site.transcript).toHaveValue(text);
  await site.type('😡');
  await site.reading();
});

test('WebGL reads what the default engine reads', async ({ page }) => {
  const file = voice({ seconds: 3 });
  const site = await SitePage.visit(page);
  await site.upload(file);
  const expected = await site.reading();
  await site.open('?backend=webgl');
  await expect(page.getByText(/^Running on WebGL \(/)).toBeVisible();
  await site.upload(file);
  expect(distance(await site.reading(), expected)).toBeLessThan(0.01);
});
