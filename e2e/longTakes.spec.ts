/** What is shown at the end of a long take is what the take is read as when it is given as a file. */
import { chromium, expect, test, type Page } from '@playwright/test';
import { EMOTIONS } from '../src/emotions';
import { FEATURE_SPEC } from '../src/signal/featureSpec';
import { longTakes } from './corpusTakes';
import { hearing } from './fakeMicrophone';
import { SitePage } from './sitePage';
import type { SoundFile } from './sounds';

/** Takes that are spoken at the same time, each to a browser of its own. */
const AT_A_TIME = 2;
const BYTES_A_SECOND = 2 * FEATURE_SPEC.sampleRate;

/** Has the page note the top emotion whenever its live reading changes. */
async function noteTops(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tops: string[] = [];
    Object.assign(window, { notedTops: tops });
    new MutationObserver(() => {
      const meters = [...document.querySelectorAll('[role="meter"]')];
      const values = meters.map((meter) => Number(meter.getAttribute('aria-valuenow')));
      const highest = Math.max(...values);
      const top = meters[values.indexOf(highest)]?.getAttribute('aria-label');
      if (highest > 0 && top) tops.push(top);
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-valuenow'] });
  });
}

interface Read {
  readonly name: string;
  readonly live: string | undefined;
  readonly file: string | undefined;
}

async function speak(take: SoundFile, baseURL: string): Promise<Read> {
  const browser = await chromium.launch(hearing(take));
  try {
    const context = await browser.newContext({ baseURL, permissions: ['microphone'] });
    const site = new SitePage(await context.newPage());
    await site.open();
    await noteTops(site.page);
    await site.startListening();
    await site.page.waitForTimeout((1000 * take.buffer.length) / BYTES_A_SECOND);
    const live = await site.page.evaluate(() => (window as unknown as { notedTops: string[] }).notedTops.at(-1));
    await site.stopButton.click();
    await site.settled();
    await site.upload(take);
    const reading = await site.reading();
    return { name: take.name, live, file: EMOTIONS[reading.indexOf(Math.max(...reading))] };
  } finally {
    await browser.close();
  }
}

test('nine of ten long takes end with the mood that their file is read as', async ({ baseURL }) => {
  test.setTimeout(360_000);
  const waiting = await longTakes();
  const read: Read[] = [];
  const speakAll = async (): Promise<void> => {
    for (let take = waiting.shift(); take; take = waiting.shift()) read.push(await speak(take, baseURL ?? ''));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, speakAll));
  const differing = read.filter(({ live, file }) => live !== file);
  expect(read.length).toBeGreaterThan(2);
  expect(differing.length, JSON.stringify(read, null, 1)).toBeLessThanOrEqual(read.length / 10);
});
