/** Light and dark, as the device asks or as somebody says on it. */
import { expect, test } from './kring';
import { PHONE, Person } from './person';

const PAPER = { light: 'rgb(251, 248, 243)', dark: 'rgb(23, 25, 27)' };

test('a page is light or dark as its device asks, until somebody says otherwise there', async ({
  browser,
  kring,
}) => {
  const context = await browser.newContext({ viewport: PHONE, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto(kring.url);
  const root = page.locator('html');
  const dark = page.getByRole('button', { name: 'Donkere pagina' });
  const bar = page.locator('meta[name="theme-color"][media="all"]');
  await expect(dark).toHaveAttribute('aria-pressed', 'true');
  await expect(root).toHaveCSS('background-color', PAPER.dark);

  await dark.click();
  await expect(root).toHaveCSS('background-color', PAPER.light);
  await expect(bar).toHaveAttribute('content', '#fbf8f3');
  await page.reload();
  await expect(dark).toHaveAttribute('aria-pressed', 'false');
  await expect(root).toHaveCSS('background-color', PAPER.light);

  // As the device asks again: from now on the device decides.
  await dark.click();
  await expect(root).toHaveCSS('background-color', PAPER.dark);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(root).toHaveCSS('background-color', PAPER.light);
  await expect(dark).toHaveAttribute('aria-pressed', 'false');
  await context.close();
});

test('paper is white, whatever the screen is', async ({ browser, kring }) => {
  const gerda = await Person.arrive(browser, 'Gerda', PHONE);
  await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const root = gerda.page.locator('html');
  await gerda.press('Donkere pagina');
  await expect(root).toHaveCSS('background-color', PAPER.dark);
  await gerda.picture('color-scheme-dark-lobby-phone');
  await gerda.isAccessible();
  await gerda.page.emulateMedia({ media: 'print' });
  await expect(root).toHaveCSS('background-color', 'rgb(255, 255, 255)');
});
