/** Where there is no WebGL at all the page reads all the same, and says on what. */
import { expect, test } from '@playwright/test';
import { CHROMIUM_ARGUMENTS } from '../scripts/chromium.mjs';
import { SitePage } from './sitePage';
import { voice } from './sounds';

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, args: [...CHROMIUM_ARGUMENTS, '--disable-gpu', '--disable-software-rasterizer'] });
  },
});

test('the next best engine reads, and the page says which and why', async ({ page }) => {
  const site = await SitePage.visit(page);
  await expect(
    page.getByText(/^Running on WebAssembly\. WebGL is not used: this browser does not offer it/),
  ).toBeVisible();
  await site.upload(voice({ seconds: 2 }));
  await site.reading();
});
