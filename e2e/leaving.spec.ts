/** Closing or reloading the page asks first while it holds the only copy of what somebody said, and never otherwise. */
import { expect, test, type Page } from '@playwright/test';
import { hearing } from './fakeMicrophone';
import { SitePage } from './sitePage';
import { voice } from './sounds';

test.use({ launchOptions: hearing(voice({ seconds: 20, sampleRate: 48_000, name: 'leaving.wav' })) });

/** Whether the page would have the browser ask. */
function asks(page: Page): Promise<boolean> {
  return page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
}

test('an unsaved take is asked for, a saved one and a file are not', async ({ page }) => {
  const site = new SitePage(page);
  await site.open();
  await site.upload(voice({ seconds: 1.5 }));
  expect(await asks(page)).toBe(false);
  await site.startListening();
  await site.speaking();
  expect(await asks(page)).toBe(true);
  await site.stopButton.click();
  const save = page.getByRole('button', { name: 'Save as WAV' });
  await expect(save).toBeVisible();
  await site.settled();
  expect(await asks(page)).toBe(true);
  await Promise.all([page.waitForEvent('download'), save.click()]);
  await expect.poll(() => asks(page)).toBe(false);
});

test('an unsaved take that another recording replaces can still be saved', async ({ page }) => {
  const site = new SitePage(page);
  await site.open();
  await site.startListening();
  await site.speaking();
  await site.stopButton.click();
  await expect(page.getByRole('button', { name: 'Save as WAV' })).toBeVisible();
  await site.settled();
  await site.upload(voice({ seconds: 1.5, name: 'a-file.wav' }));
  await expect(page.getByText(/^The take before, take-.*\.wav, was not saved\.$/)).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save it' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^take-.*\.wav$/);
  await expect(page.getByText(/was not saved/)).toBeHidden();
  expect(await asks(page)).toBe(false);
});
