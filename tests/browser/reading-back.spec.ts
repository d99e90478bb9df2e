/** Reading back a phase that is over, without leaving the one that is going on. */
import { begin } from './group';
import { expect, test } from './kring';
import { LAPTOP, PHONE } from './person';

const HALF = 'Misschien kun je hem';

test('a phase that is over is read back, and closing it leaves everything as it was', async ({
  browser,
  kring,
}) => {
  const { gerda, ilse, bram, goTo } = await begin(browser, kring.url, /zeven stappen/i, PHONE);
  const sheet = bram.page.getByRole('dialog');

  await test.step('a question with its answer, and then the brainstorm', async () => {
    await goTo('Verkenning met vragen');
    await bram.write('question', 'Wat probeerde je al?');
    await ilse.press('Antwoord geven');
    await ilse.composer('answer').getByRole('textbox').fill('Met hem praten.');
    await ilse.composer('answer').getByRole('button', { name: 'Delen', exact: true }).click();
    await bram.sees('Met hem praten.');
    await goTo('Brainstormronde');
    await bram.type('idea', HALF);
  });

  await test.step('on a phone it is in the list of steps', async () => {
    await bram.press('Sluit het schrijfveld');
    await bram.press('De stappen');
    await bram.picture('reading-back-steps-phone');
    await sheet.getByRole('button', { name: 'Verkenning met vragen (teruglezen)' }).click();
    const earlier = sheet.filter({ has: bram.page.getByText('Met hem praten.') }).last();
    await expect(earlier.getByTestId('contribution').first()).toContainText('Wat probeerde je al?');
    await bram.picture('reading-back-phone');
    await bram.isAccessible();
    await bram.page.keyboard.press('Escape');
    await expect(
      sheet.getByRole('button', { name: 'Verkenning met vragen (teruglezen)' }),
    ).toBeFocused();
    await bram.page.keyboard.press('Escape');
    await expect(sheet).toHaveCount(0);
    await bram.at('Brainstormronde');
    await bram.opens('idea');
    await expect(bram.composer('idea').getByRole('textbox').first()).toHaveValue(HALF);
  });

  await test.step('on a laptop it is beside the page, and leads on to other phases', async () => {
    await gerda.page.getByRole('button', { name: 'Inventarisatie (teruglezen)' }).click();
    const dialog = gerda.page.getByRole('dialog', { name: 'Inventarisatie' });
    await expect(dialog).toContainText('Hier is niets opgeschreven.');
    await dialog.getByRole('button', { name: 'Verkenning met vragen' }).click();
    const next = gerda.page.getByRole('dialog', { name: 'Verkenning met vragen' });
    await expect(next).toContainText('Met hem praten.');
    await gerda.picture('reading-back-laptop');
    await gerda.isAccessible();
    await gerda.page.emulateMedia({ colorScheme: 'dark' });
    await gerda.picture('reading-back-laptop-dark');
    await gerda.page.keyboard.press('Escape');
    await expect(gerda.page.getByRole('dialog')).toHaveCount(0);
    await gerda.at('Brainstormronde');
    expect(gerda.page.viewportSize()).toEqual(LAPTOP);
  });
});
