/** The page is for everybody: keyboard, screen reader, small screen, either theme; and it talks to nobody else. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { EMOTION_APPEARANCE, EMOTIONS } from '../src/emotions';
import { expectNoViolations, SitePage } from './sitePage';
import { voice } from './sounds';
import { holdUp, watchTraffic } from './traffic';

/** Presses Tab until an element has the focus. */
async function tabTo(element: Locator): Promise<void> {
  for (let presses = 0; presses < 20; presses += 1) {
    if (await element.evaluate((node) => node === document.activeElement)) break;
    await element.page().keyboard.press('Tab');
  }
  await expect(element).toBeFocused();
}

/** '#ff7f6e' as computed styles have it, 'rgb(255, 127, 110)'. */
function rgb(hex: string): string {
  return `rgb(${[1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16)).join(', ')})`;
}

/** A phone held upright, its width in CSS pixels. */
function phone(browser: Browser, baseURL = '', width = 360): Promise<BrowserContext> {
  return browser.newContext({ baseURL, viewport: { width, height: 740 }, hasTouch: true, isMobile: true });
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: innerWidth,
  }));
  expect(content).toBeLessThanOrEqual(window);
}

/** Scrolls `passing` to the height of `fixed`, which has to be in front of it. */
async function expectNothingDrawnOver(fixed: Locator, passing: Locator): Promise<void> {
  const middle = (await fixed.boundingBox())?.y ?? 0;
  await passing.evaluate((node, height) => scrollBy(0, node.getBoundingClientRect().top - height), middle);
  const isInFront = await fixed.evaluate((node) => {
    // What lets the pointer through is not found by it.
    node.style.pointerEvents = 'auto';
    const { x, y, width, height } = node.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2) === node;
  });
  expect(isInFront).toBe(true);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`accessible at rest, with a reading and with an error, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const site = await SitePage.visit(page);
    const background = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(background).toBe(colorScheme === 'light' ? 'rgb(246, 246, 242)' : 'rgb(20, 22, 26)');
    await expectNoViolations(page);
    await site.upload(voice({ seconds: 1.5 }));
    await site.type('what is this?');
    for (const emotion of EMOTIONS) {
      const { colourOnLight, colourOnDark } = EMOTION_APPEARANCE[emotion];
      const bar = site.emotion.getByRole('meter', { name: emotion, exact: true }).locator('span span');
      const colour = colorScheme === 'light' ? colourOnLight : colourOnDark;
      await expect(bar).toHaveCSS('background-color', rgb(colour));
    }
    await expectNoViolations(page);
    await site.upload({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear John,') });
    await expect(site.alert).toBeVisible();
    await expectNoViolations(page);
  });
}

test('everything works from the keyboard', async ({ page }) => {
  const site = await SitePage.visit(page);
  await page.keyboard.press('Tab');
  await expect(site.listenButton).toBeFocused();
  await tabTo(site.fileInput);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Enter')]);
  await chooser.setFiles(voice({ seconds: 1.5, name: 'by-key.wav' }));
  await expect(page.getByText('by-key.wav', { exact: true })).toBeVisible();
  await expect(site.fileInput).toBeFocused();

  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Remove' })).toBeFocused();
  await tabTo(site.transcript);
  await page.keyboard.type('I am so angry!');
  await expect(site.emotion).toContainText('from voice and words');
  await site.settled();
  await site.reading();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Copy as text' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Model facts and licence' })).toBeFocused();

  await page.getByRole('button', { name: 'Remove' }).press('Space');
  await expect(page.getByText('by-key.wav', { exact: true })).toBeHidden();
  await expect(site.fileInput).toBeFocused();
});

test('a button that goes by itself hands the focus on', async ({ page }) => {
  const release = await holdUp(page, '**/samples/*');
  const site = await SitePage.visit(page);
  await page.getByRole('button', { name: 'Leave me alone!' }).click();
  const cancel = page.getByRole('button', { name: 'Cancel' });
  await tabTo(cancel);
  release();
  await expect(site.emotion).toContainText('from voice and words');
  await expect(cancel).toBeHidden();
  // Left to the page, the Space meant for Cancel would start the microphone.
  await expect(site.fileInput).toBeFocused();
});

test('the outcome is announced once the reading has come to rest', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.type('I am so angry!');
  await expect(site.emotion.locator('p[aria-live=polite]')).toHaveText(/from the words: \d+%, then /);
});

test('fits a small phone, and a desktop at 200 %', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const site = await SitePage.visit(page);
  await expectNoSidewaysScroll(page);
  // What to press, and what comes of it.
  await expect(site.listenButton).toBeInViewport({ ratio: 1 });
  await expect(site.emotion).toBeInViewport({ ratio: 1 });
  await site.upload({ name: `${'long'.repeat(40)}.txt`, mimeType: 'text/plain', buffer: Buffer.from('Dear John,') });
  await expect(site.alert).toBeInViewport();
  await expectNoSidewaysScroll(page);
  await site.upload(voice({ seconds: 1.5, name: `${'long'.repeat(40)}.wav` }));
  await site.type('unbreakable'.repeat(40));
  await expectNoSidewaysScroll(page);
  // Zooming to 200 % halves the number of CSS pixels.
  await page.setViewportSize({ width: 720, height: 450 });
  await expectNoSidewaysScroll(page);
});

test('on a slow line the page comes without a jump', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.addInitScript(() => {
    const jumps: number[] = [];
    Object.assign(globalThis, { jumps });
    new PerformanceObserver((list) => {
      jumps.push(...(list.getEntries() as (PerformanceEntry & { readonly value: number })[]).map(({ value }) => value));
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const release = await holdUp(page, '**/assets/index-*.js');
  await page.goto('./', { waitUntil: 'commit' });
  // The empty page is drawn: whatever moves from now on is seen, or counts as if it were.
  await expect.poll(() => page.evaluate(() => performance.getEntriesByName('first-paint').length)).toBe(1);
  release();
  await expect(page.getByText(/^Running on /)).toBeVisible();
  const jumps = await page.evaluate<number[]>('jumps');
  // Browsers' own measure, of which they call less than 0.1 good: https://web.dev/articles/cls.
  expect(jumps.reduce((sum, jump) => sum + jump, 0)).toBeLessThan(0.05);
});

test('on a phone the reading is seen while one types far below it', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const site = await SitePage.visit(page);
  await site.type('I am so happy for you, this is wonderful!');
  await site.transcript.scrollIntoViewIfNeeded();
  await expect(site.emotion.getByText(/^\d+%, then /).last()).toBeInViewport({ ratio: 1 });
  await expectNoSidewaysScroll(page);
  await expectNoViolations(page);
  await expectNothingDrawnOver(
    site.emotion.getByText(/^\d+%, then /).last(),
    site.emotion.getByRole('meter', { name: 'happy', exact: true }),
  );
  await page.evaluate(() => scrollTo(0, 0));
  await expect(site.emotion.getByText(/^\d+%, then /)).toHaveCount(1);
});

// A phone at 200 %, and a desktop at 400 %.
for (const [width, height] of [
  [180, 320],
  [320, 256],
] as const) {
  test(`at ${width} x ${height} the invitation is whole, and an error leaves room and can be dismissed`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    const site = await SitePage.visit(page);
    const invitation = page.getByText('Speak, choose a recording');
    expect(await invitation.evaluate((node) => node.scrollWidth - node.clientWidth)).toBeLessThanOrEqual(0);
    await site.upload({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear John,') });
    await expect(site.alert).toBeInViewport();
    await page.evaluate(() => scrollTo(0, 700));
    const covers = await site.alert.evaluate((alert) =>
      alert.contains(document.elementFromPoint(innerWidth / 2, innerHeight * 0.75)),
    );
    expect(covers).toBe(false);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(site.alert).toBeHidden();
  });
}

test('at 400 % the line with the reading does not lie over the title', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 256 });
  const site = await SitePage.visit(page);
  await site.type('I am so happy for you, this is wonderful!');
  const readings = site.emotion.getByText(/^\d+%, then /);
  await site.transcript.scrollIntoViewIfNeeded();
  await expect(readings).toHaveCount(2);
  await site.upload({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear John,') });
  await expect(site.alert).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await expect(readings).toHaveCount(1);
});

test('a word of 100 000 letters does not hold the page up', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.transcript.fill('a'.repeat(100_000));
  const began = Date.now();
  await site.transcript.press('End');
  await page.keyboard.type('b');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  // With the font's kerning it was ten seconds.
  expect(Date.now() - began).toBeLessThan(3000);
});

test('the sign to stop is there where the system chooses the colours', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const site = await SitePage.visit(page);
  await site.startListening();
  const ground = await site.stopButton.evaluate((node) => getComputedStyle(node).backgroundColor);
  await expect(site.stopButton.locator('span')).not.toHaveCSS('background-color', ground);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`who asks for more contrast gets it, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, contrast: 'more', reducedMotion: 'reduce' });
    const site = await SitePage.visit(page);
    // Of the moods' colours this one is the palest on a light ground.
    await site.type('I am so happy for you, this is wonderful!');
    const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast-enhanced']).analyze();
    expect(violations.flatMap(({ nodes }) => nodes.map(({ html }) => html))).toEqual([]);
    const edge = colorScheme === 'light' ? '#555c66' : '#a9b0ba';
    await expect(page.getByRole('button', { name: 'Leave me alone!' })).toHaveCSS('border-top-color', rgb(edge));
  });
}

test('every panel has a heading to go to', async ({ page }) => {
  await page.goto('./');
  const headings = page.getByRole('main').getByRole('heading', { level: 2 });
  await expect(headings).toHaveText(['Microphone', 'Recording', 'Transcript', 'Emotion']);
});

test('on paper the transcript is whole', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.type('I cannot believe it. '.repeat(100));
  await page.emulateMedia({ media: 'print' });
  expect(await site.transcript.evaluate((node) => node.scrollHeight - node.clientHeight)).toBeLessThanOrEqual(0);
});

test('what the bars say is there where the system chooses the colours, and at twice the size of type', async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const site = await SitePage.visit(page);
  await site.type('I am so happy for you, this is wonderful!');
  const bar = site.emotion.getByRole('meter', { name: 'happy' }).locator('span span');
  const ground = await site.emotion.evaluate((node) => getComputedStyle(node).backgroundColor);
  expect(await bar.evaluate((node) => getComputedStyle(node).backgroundColor)).not.toBe(ground);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.addStyleTag({ content: ':root { font-size: 200% !important; }' });
  await expectNoSidewaysScroll(page);
  // The longest of the words would break there.
  await site.type('I did not expect that, what a surprise!');
  const word = site.emotion.getByText('surprised', { exact: true }).first();
  const lines = await word.evaluate((node) => node.clientHeight / parseFloat(getComputedStyle(node).lineHeight));
  expect(Math.round(lines)).toBe(1);
  // The panel clips what is wider than itself, so that the page would not scroll for it.
  const edges = await site.emotion.evaluate((panel) => {
    const numbers = [...panel.querySelectorAll('[role=meter] > span')];
    const right = Math.max(...numbers.map((node) => node.getBoundingClientRect().right));
    return { panel: panel.getBoundingClientRect().right, numbers: right };
  });
  expect(edges.numbers).toBeLessThan(edges.panel);
  // Room for the longest word: beside a label or a sign they would break after every word, or within one.
  for (const hint of [page.getByText('Read as you type.'), page.getByText('WAV, MP3')]) {
    expect(await hint.evaluate((node) => node.getBoundingClientRect().width)).toBeGreaterThan(140);
  }
  // As narrow as WCAG 1.4.10 asks for, and still at twice the size of type.
  await page.setViewportSize({ width: 320, height: 740 });
  await expectNoSidewaysScroll(page);
  // Nor do names and numbers run into each other.
  const overlaps = await site.emotion.evaluate((panel) =>
    [...panel.querySelectorAll('[role=meter] > span')]
      .filter((text) => text.scrollWidth > text.clientWidth)
      .map(({ textContent }) => textContent),
  );
  expect(overlaps).toEqual([]);
});

test('on a phone every button is as large as a finger', async ({ browser, baseURL }) => {
  const context = await phone(browser, baseURL);
  const site = await SitePage.visit(await context.newPage());
  await site.upload(voice({ seconds: 1.5 }));
  const heights = await site.page.evaluate(() =>
    [...document.querySelectorAll('button, select, input')].map((node) => node.getBoundingClientRect().height),
  );
  expect(heights.length).toBeGreaterThan(6);
  for (const height of heights) expect(height).toBeGreaterThanOrEqual(44);
  await context.close();
});

test('on a phone what was tapped does not go on looking as if pointed at', async ({ browser, baseURL }) => {
  const context = await phone(browser, baseURL);
  const site = await SitePage.visit(await context.newPage());
  const tapped = site.page.getByRole('button', { name: 'We really won!' });
  const edge = await tapped.evaluate((node) => getComputedStyle(node).borderTopColor);
  await tapped.tap();
  await expect(site.emotion).toContainText('from voice and words');
  await expect(tapped).toHaveCSS('border-top-color', edge);
  await context.close();
});

test('on a phone nothing is pushed about by what is said of the work under way', async ({ browser, baseURL }) => {
  const context = await phone(browser, baseURL, 390);
  const page = await context.newPage();
  const site = new SitePage(page);
  // From the page's own top: clicks scroll it.
  const place = () => site.listenButton.evaluate((node) => node.getBoundingClientRect().top + scrollY);
  const release = await holdUp(page, '**/model/*');
  await page.goto('./');
  await expect(site.progress).toHaveAccessibleName('downloading the model');
  const downloading = await place();
  await page.getByRole('button', { name: 'Leave me alone!' }).click();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
  expect(await place()).toBe(downloading);
  release();
  await expect(site.emotion).toContainText('from voice and words');
  await site.settled();
  expect(await place()).toBe(downloading);
  // The longest of all, in the place of another: how fast this machine is, nobody knows.
  await site.emotion.getByText('from voice and words', { exact: true }).evaluate((node) => {
    node.textContent = 'live, from voice and words, 5 readings a second here';
  });
  expect(await place()).toBe(downloading);
  await context.close();
});

test('nothing is asked of any other host, and nothing is sent', async ({ page, context, baseURL }) => {
  const traffic = watchTraffic(context, page, baseURL);
  const site = await SitePage.visit(page);
  await site.upload(voice({ seconds: 1.5 }));
  await site.type('a secret');
  // Some browsers help with writing by asking a server, which no page sees.
  await expect(site.transcript).toHaveAttribute('spellcheck', 'false');
  await expect(site.transcript).toHaveAttribute('writingsuggestions', 'false');
  await page.getByRole('button', { name: 'Leave me alone!' }).click();
  await site.settled();
  expect(traffic.leaks).toEqual([]);
  // The Worker's own requests are among those that were watched.
  expect(traffic.fetched.some((url) => url.endsWith('/model/manifest.json'))).toBe(true);
  const facts = await page.getByRole('link', { name: 'Model facts and licence' }).getAttribute('href');
  expect((await page.request.get(new URL(facts ?? '', page.url()).href)).ok()).toBe(true);
});

test('the page itself refuses to talk to any other host', async ({ page }) => {
  await page.goto('./');
  const refused = await page.evaluate(async () => {
    const violation = new Promise((resolve) =>
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective)),
    );
    await fetch('https://example.org/').catch(() => undefined);
    const nothing = new Promise((resolve) => setTimeout(() => resolve('nothing'), 2000));
    return Promise.race([violation, nothing]);
  });
  expect(refused).toBe('connect-src');
});

test('the site tells the licences of all that it is made of, its Workers too', async ({ page, request }) => {
  await page.goto('.');
  const address = await page.getByRole('link', { name: 'Licences of the code' }).getAttribute('href');
  const licences = await (await request.get(address ?? '')).text();
  expect(licences).toMatch(/^The code of STSaM is under the MIT License/);
  // Of the page, of the Worker, of a part that the Worker may fetch, and of the worklet.
  for (const name of ['react-dom', 'mediabunny', '@tensorflow/tfjs-backend-webgl', 'meyda'])
    expect(licences).toMatch(new RegExp(`^${name} \\d.*\\n.*https?://`, 'm'));
});
