/** How much help the page gives, the gespreksleider's own guiding questions, and a silence that is begun. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

test('the level opens and folds the help, and guiding questions stand in their step', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  await ilse.join(invitation);

  await test.step('both are settled in the lobby', async () => {
    await gerda.page.getByLabel('Hoeveel hulp').selectOption('1');
    const row = gerda.page.getByRole('listitem').filter({ hasText: 'Afspraken' }).first();
    await row.getByRole('button', { name: 'Richtvragen' }).click();
    await gerda.page.getByRole('textbox', { name: 'Richtvragen bij Afspraken' }).fill('Wat maakt je stil?\nWat heb je nodig?');
    await gerda.picture('guiding-questions-laptop');
    await gerda.isAccessible();
    await gerda.page.getByRole('dialog').getByRole('button', { name: 'Bewaar' }).click();
    await ilse.page.getByRole('heading', { name: 'Het plan' }).click();
    await ilse.sees('Wat maakt je stil?');
    await gerda.page.getByLabel('Hoeveel hulp').scrollIntoViewIfNeeded();
    await gerda.picture('level-laptop');
  });

  await gerda.press('Begin het gesprek');
  await ilse.at('Afspraken');
  await test.step('at level 1 everything is open', async () => {
    await ilse.sees('Let hierop');
    await ilse.sees('Wat heb je nodig?');
    await expect(ilse.page.getByText('Wie even niets wil zeggen')).toBeVisible();
    await expect(ilse.page.getByText('Zo leid je het')).toHaveCount(0);
    await gerda.sees('Zo leid je het');
    await ilse.picture('level-1-phone');
    await gerda.picture('level-1-laptop');
    await ilse.isAccessible();
  });

  await test.step('a silence is announced, begun and ended', async () => {
    await gerda.press('Wie brengt in?');
    await gerda.page.getByRole('dialog').getByRole('button', { name: 'Ilse' }).click();
    for (const phase of ['Situatie', 'Verhelderen', 'Stilte']) {
      await gerda.press(/^Verder/);
      const sure = gerda.page.getByRole('dialog').getByRole('button', { name: /^Verder/ });
      const there = gerda.page.getByTestId('phase-title').filter({ hasText: phase });
      await expect(sure.or(there).first()).toBeVisible();
      if (await sure.isVisible()) await sure.click();
      await ilse.at(phase);
    }
    await gerda.sees('Kondig de stilte aan');
    await gerda.picture('silence-ahead-laptop');
    await ilse.picture('silence-ahead-phone');
    await gerda.press('Begin de stilte');
    await ilse.sees('Even stil.');
    await gerda.press('Sluit de stilte af');
    await expect(ilse.page.getByText('Even stil.', { exact: true })).toHaveCount(0);
  });
});
