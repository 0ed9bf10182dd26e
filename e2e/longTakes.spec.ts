/** What is shown at the end of a long take is what the take is read as when it is given as a file. */
import { chromium, expect, test, type Page } from '@playwright/test';
import { FEATURE_SPEC } from '../src/signal/featureSpec';
import { HAS_CORPUS, longTakes } from './corpusTakes';
import { hearing } from './fakeMicrophone';
import { SitePage } from './sitePage';
import type { SoundFile } from './sounds';

/** Takes that are spoken at the same time, each to a browser of its own. */
const AT_A_TIME = 2;
const BYTES_A_SECOND = 2 * FEATURE_SPEC.sampleRate;

/** Has the page note its live reading whenever it changes. */
async function noteReadings(page: Page): Promise<void> {
  await page.evaluate(() => {
    const readings: number[][] = [];
    Object.assign(window, { notedReadings: readings });
    new MutationObserver(() => {
      const meters = [...document.querySelectorAll('[role="meter"]')];
      const values = meters.map((meter) => Number(meter.getAttribute('aria-valuenow')));
      if (Math.max(...values) > 0) readings.push(values);
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-valuenow'] });
  });
}

interface Read {
  readonly name: string;
  readonly live: readonly number[];
  readonly file: readonly number[];
}

/** Of two readings of a voice without a mood, which is the likeliest is chance; how far they lie apart is not. */
const FARTHEST = 0.3;

/** Acted takes: another emotion is the likeliest. Synthetic ones: the readings share less than 1 - FARTHEST. */
function differs({ live, file }: Read): boolean {
  if (HAS_CORPUS) return live.indexOf(Math.max(...live)) !== file.indexOf(Math.max(...file));
  return file.reduce((sum, value, index) => sum + Math.abs(value - (live[index] ?? 0)), 0) / 2 > FARTHEST;
}

async function speak(take: SoundFile, baseURL: string): Promise<Read> {
  const browser = await chromium.launch(hearing(take));
  try {
    const context = await browser.newContext({ baseURL, permissions: ['microphone'] });
    const site = await SitePage.visit(await context.newPage());
    await noteReadings(site.page);
    await site.startListening();
    await site.page.waitForTimeout((1000 * take.buffer.length) / BYTES_A_SECOND);
    const live = await site.page.evaluate(() =>
      (window as unknown as { notedReadings: number[][] }).notedReadings.at(-1),
    );
    await site.stopButton.click();
    await site.settled();
    await site.upload(take);
    return { name: take.name, live: live ?? [], file: await site.reading() };
  } finally {
    await browser.close();
  }
}

const TITLE = HAS_CORPUS
  ? 'nine of ten long takes end with the mood that their file is read as'
  : 'long takes of the samples end close to what their file is read as';

test(TITLE, async ({ baseURL }) => {
  test.setTimeout(360_000);
  const waiting = await longTakes();
  const read: Read[] = [];
  const speakAll = async (): Promise<void> => {
    for (let take = waiting.shift(); take; take = waiting.shift()) read.push(await speak(take, baseURL ?? ''));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, speakAll));
  const differing = read.filter(differs);
  expect(read.length).toBeGreaterThan(2);
  expect(differing.length, JSON.stringify(read, null, 1)).toBeLessThanOrEqual(read.length / 10);
});
