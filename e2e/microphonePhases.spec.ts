/** A microphone on a wrongly wired cable: what one channel of it hears is the opposite of what the other does. */
import { expect, test } from '@playwright/test';
import { hearing } from './fakeMicrophone';
import { SitePage } from './sitePage';
import { voice } from './sounds';

test.use({
  launchOptions: hearing(voice({ seconds: 20, sampleRate: 48_000, inOppositePhases: true, name: 'phases.wav' })),
});

test('is heard, drawn and read all the same', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.listen();
  const level = page.locator('[data-loud]');
  await expect.poll(() => level.evaluate(({ style }: HTMLElement) => style.transform)).not.toBe('scaleX(0)');
  await site.stopButton.click();
  await expect(site.emotion).toContainText('from the voice');
  await site.settled();
  await site.reading();
});
