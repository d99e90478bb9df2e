/** Looking back for oneself: during the meeting, and with the report after it. */
import { expect, test } from './kring';
import { LAPTOP, Person, TALL_PHONE } from './person';

const FIRST = 'Welke vraag bleef bij je hangen?';
const SECOND = 'Waar ben je anders over gaan denken?';

test('what somebody looks back on is kept for them alone, also after closing', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const bram = await Person.arrive(browser, 'Bram', TALL_PHONE);
  await bram.join(invitation);
  await gerda.press('Begin het gesprek');
  await bram.at('Afspraken');

  await test.step('Gerda looks back from her notes', async () => {
    await gerda.page.getByText('Jouw reflectie').click();
    await gerda.page.getByLabel(FIRST).fill('Wat maakt dat ik zo snel praat?');
    await gerda.picture('reflection-meeting-laptop');
    await gerda.isAccessible();
    await gerda.page
      .getByTestId('reflection')
      .getByRole('button', { name: 'Noteer' })
      .first()
      .click();
    await gerda.sees('Wat maakt dat ik zo snel praat?');
    await gerda.press('Meer mogelijkheden');
    await gerda.press('Rond de bijeenkomst af');
    await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
  });

  await test.step('Bram looks back with the report, and what he types outlives a reload', async () => {
    const reflection = bram.page.getByTestId('reflection');
    await reflection.scrollIntoViewIfNeeded();
    await bram.page.getByLabel(SECOND).fill('Dat stil zijn ook helpen is.');
    await bram.page.reload();
    await expect(bram.page.getByLabel(SECOND)).toHaveValue('Dat stil zijn ook helpen is.');
    await bram.page.getByText('Jouw reflectie').scrollIntoViewIfNeeded();
    await bram.picture('reflection-report-phone');
    await bram.isAccessible();
    const own = reflection.locator('form').filter({ has: bram.page.getByLabel(SECOND) });
    await own.getByRole('button', { name: 'Noteer' }).click();
    await expect(bram.page.getByLabel(SECOND)).toHaveCount(0);
    await bram.page.reload();
    await bram.sees('Dat stil zijn ook helpen is.');
    await expect(bram.page.getByText('Wat maakt dat ik zo snel praat?')).toHaveCount(0);
    await gerda.sees('Wat maakt dat ik zo snel praat?');
    await gerda.page.getByText('Jouw reflectie').scrollIntoViewIfNeeded();
    await gerda.picture('reflection-report-laptop');
    await expect(gerda.page.getByText('Dat stil zijn ook helpen is.')).toHaveCount(0);
  });
});
