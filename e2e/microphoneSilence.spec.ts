/** The live microphone in a room where nobody speaks. */
import { expect, test } from '@playwright/test';
import { hearing } from './fakeMicrophone';
import { SitePage } from './sitePage';
import { silence, voice } from './sounds';

test.use({ launchOptions: hearing({ ...silence(10), name: 'silence.wav' }) });

test('no mood is shown, and the silent take stays though there is nothing to read', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.startListening();
  await expect(site.emotion).toContainText('listening…');
  await page.evaluate(() => {
    const counter = window as Window & { moodsSeen?: number };
    counter.moodsSeen = 0;
    new MutationObserver(() => {
      if (!document.body.innerText.includes('listening…')) counter.moodsSeen = (counter.moodsSeen ?? 0) + 1;
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await site.recorded(6);
  expect(await page.evaluate(() => (window as Window & { moodsSeen?: number }).moodsSeen)).toBe(0);
  for (const probability of await site.probabilities()) expect(probability).toBe(0);
  await expect(page.getByText(/^Very quiet/)).toBeVisible();
  await site.stopButton.click();
  await expect(site.alert).toContainText('silent');
  await expect(page.getByText('Kept, though it cannot be read.')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(site.alert).toBeHidden();
  const readIt = page.getByRole('button', { name: 'Read it' });
  await expect(readIt).toBeHidden();
  // Beside it, whose mood is shown is said.
  await site.upload(voice({ seconds: 1.5, name: 'spoken.wav' }));
  await expect(site.emotion.getByText('from the voice in spoken.wav', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: /^Remove: take-/ }).click();
  await expect(site.takePlayer).toBeHidden();
  await expect(site.emotion.getByText('from the voice', { exact: true })).toBeVisible();
  await expect(page.getByText('1 earlier take, not saved')).toBeVisible();
  await expect(readIt).toBeHidden();
});
