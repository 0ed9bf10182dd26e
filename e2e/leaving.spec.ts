/** Closing or reloading the page asks first while it holds the only copy of what somebody said, and never otherwise. */
import { expect, test, type Page } from '@playwright/test';
import { hearing } from './fakeMicrophone';
import { expectNoViolations, SitePage } from './sitePage';
import { voice } from './sounds';

test.use({ launchOptions: hearing(voice({ seconds: 20, sampleRate: 48_000, name: 'leaving.wav' })) });

/** Whether the page would have the browser ask. */
function asks(page: Page): Promise<boolean> {
  return page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
}

test('an unsaved take is asked for, a saved one and a file are not', async ({ page }) => {
  const site = await SitePage.visit(page);
  await site.upload(voice({ seconds: 1.5 }));
  expect(await asks(page)).toBe(false);
  await site.listen();
  expect(await asks(page)).toBe(true);
  await site.stopButton.click();
  await expect(site.takePlayer).toBeVisible();
  await site.settled();
  expect(await asks(page)).toBe(true);
  await site.save('Save as WAV');
  await expect.poll(() => asks(page)).toBe(false);
});

/** Says something and has it read. */
async function speak(site: SitePage): Promise<void> {
  await site.listen();
  await site.stopButton.click();
  await expect(site.listenButton).toBeVisible();
  await site.settled();
}

test('an unsaved take that another recording replaces can still be saved', async ({ page }) => {
  const site = await SitePage.visit(page);
  await speak(site);
  await site.upload(voice({ seconds: 1.5, name: 'a-file.wav' }));
  await expect(page.getByText('1 earlier take, not saved')).toBeVisible();
  const download = await site.save(/^Save it: take-.*\.wav$/);
  expect(download.suggestedFilename()).toMatch(/^take-.*\.wav$/);
  // The browser does not tell whether the file was written.
  await expect(page.getByText('1 earlier take, saved')).toBeVisible();
  expect(await asks(page)).toBe(false);
  await expect(page.getByRole('button', { name: /^Save again: take-.*\.wav$/ })).toBeVisible();
});

test('a take that is taken out of the reading can still be saved', async ({ page }) => {
  const site = await SitePage.visit(page);
  await speak(site);
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('1 earlier take, not saved')).toBeVisible();
  expect(await asks(page)).toBe(true);
  await page.getByRole('button', { name: /^Discard: / }).click();
  await expect(page.getByText(/earlier takes?,/)).toBeHidden();
  expect(await asks(page)).toBe(false);
});

test('an earlier take can be read again, and the one in its place then is the earlier one', async ({ page }) => {
  const site = await SitePage.visit(page);
  const player = (name: string) => page.getByLabel(`Play ${name}`, { exact: true });
  const nameOfEarlier = async () => {
    const label = await page.getByRole('button', { name: /^Discard: / }).getAttribute('aria-label');
    return label?.replace('Discard: ', '') ?? '';
  };
  await speak(site);
  await speak(site);
  const first = await nameOfEarlier();
  await page.getByRole('button', { name: `Read it: ${first}` }).click();
  await expect(player(first)).toBeVisible();
  await expect(site.fileInput).toBeFocused();
  await site.settled();
  await site.reading();
  await expect(page.getByText('1 earlier take, not saved')).toBeVisible();
  const second = await nameOfEarlier();
  expect(second).not.toBe(first);
  await expect(player(second)).toBeHidden();
  await expect(page.getByRole('button', { name: `Save as WAV: ${first}` })).toBeVisible();
  expect(await asks(page)).toBe(true);
});

test('replaced takes lie in one list, each by its name, which many do not make longer, and all can be discarded', async ({
  page,
}) => {
  const site = await SitePage.visit(page);
  const list = page.getByRole('list', { name: /^\d earlier takes, / });
  const height = () => list.evaluate(({ clientHeight }) => clientHeight);
  for (let takes = 0; takes < 4; takes += 1) await speak(site);
  const heightOfThree = await height();
  await speak(site);
  expect(await height()).toBe(heightOfThree);
  const offers = page.getByRole('button', { name: /^Discard: / });
  await expect(offers).toHaveCount(4);
  const names = await offers.evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
  expect(new Set(names).size).toBe(4);
  // The newest first.
  expect(names).toEqual([...names].sort().reverse());
  await expect(offers.last()).not.toBeInViewport();
  await offers.last().focus();
  await expect(offers.last()).toBeInViewport({ ratio: 1 });
  await expectNoViolations(page);
  // From the last to the one before, and else to the one that comes up in its place.
  await page.keyboard.press('Space');
  await expect(offers).toHaveCount(3);
  await expect(offers.last()).toBeFocused();
  await offers.first().press('Space');
  await expect(offers).toHaveCount(2);
  await expect(offers.first()).toBeFocused();
  await page.getByRole('button', { name: 'Discard both' }).click();
  await expect(page.getByText(/earlier takes?,/)).toBeHidden();
  await expect(site.fileInput).toBeFocused();
  // The take that was not replaced is still here.
  await expect(page.getByRole('button', { name: 'Save as WAV' })).toBeVisible();
  expect(await asks(page)).toBe(true);
});
