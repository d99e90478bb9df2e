/** The tijdbewaker, a strict method, a word for the gespreksleider alone, and a second case. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

test('somebody guards the time, everybody hears what is left, and only the leader hears that it goes too far', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /handelingsgerichte/i, 'Woensdaggroep');
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  for (const person of [ilse, bram]) await person.join(invitation);

  await test.step('it is arranged in the lobby', async () => {
    await gerda.sees('Wie bewaakt de tijd?');
    await gerda.page.getByLabel('Wie bewaakt de tijd?').selectOption('Bram');
    await bram.sees('Jij bent nu tijdbewaker.');
    await gerda.picture('timekeeper-lobby-laptop');
    await gerda.isAccessible();
  });
  await gerda.press('Begin het gesprek');
  await bram.at('Vraag toelichten');

  await test.step('nobody goes on before somebody brings the case', async () => {
    await gerda.press(/^Verder/);
    await gerda.sees('Voordat we verdergaan');
    await gerda.picture('no-inbrenger-laptop');
    const sheet = gerda.page.getByRole('dialog');
    await expect(sheet.getByRole('button', { name: /^Verder/ })).toHaveCount(0);
    await sheet.getByRole('button', { name: 'Wie brengt in?' }).click();
    await gerda.page.getByRole('dialog').getByRole('button', { name: 'Ilse' }).click();
    await ilse.sees('Jij brengt in.');
  });

  await test.step('the tijdbewaker pauses, gives a minute, and tells what is left', async () => {
    await bram.sees('Jij bewaakt de tijd');
    await bram.picture('timekeeper-phone');
    await bram.isAccessible();
    await bram.press('Pauzeer');
    await bram.press('Zeg hoeveel tijd er nog is');
    await ilse.sees('Bram: nog 5 minuten.');
    await ilse.picture('time-signal-phone');
    await bram.press('Ga verder');
    // It goes by itself, whatever else happens in the meeting.
    const shown = ilse.page.getByRole('region', { name: 'Meldingen' });
    await expect(shown).not.toContainText('Bram: nog 5 minuten.', { timeout: 20_000 });
    for (let minute = 0; minute < 5; minute++) await bram.press('−1 minuut');
    await gerda.sees('De tijd is om. Gaan jullie verder, of nog één minuut?');
    await gerda.picture('strict-laptop');
    await bram.sees('De tijd is om. Zeg het hardop, of geef nog één minuut.');
    await bram.picture('strict-phone');
    await bram.press('Nog één minuut');
    await expect(gerda.page.getByText('De tijd is om. Gaan jullie verder')).toHaveCount(0);
  });

  await test.step('also muted, the inbrenger can say that it goes too far', async () => {
    for (const phase of ['Verhelderingsvragen', 'Doel formuleren', 'Onderwijsbehoeften']) {
      await gerda.press(/^Verder/);
      const sure = gerda.page.getByRole('dialog').getByRole('button', { name: /^Verder/ });
      if (await sure.isVisible()) await sure.click();
      await ilse.at(phase);
    }
    await ilse.sees('Nu luister je.');
    await ilse.picture('muted-guidance-phone');
    await ilse.press('Het gaat mij te ver');
    await ilse.picture('concern-phone');
    await ilse.isAccessible();
    await ilse.press('Dit gaat mij te ver');
    await ilse.sees('De gespreksleider weet dat dit je te ver gaat.');
    await gerda.sees('Voor Ilse gaat dit te ver.');
    await gerda.picture('concern-laptop');
    await gerda.isAccessible();
    await expect(bram.page.getByText('gaat dit te ver')).toHaveCount(0);
    await gerda.press(/Ik heb het gehoord/);
    await expect(ilse.page.getByText('De gespreksleider weet')).toHaveCount(0);
  });
});

test('a second case is chosen among those that are left', async ({ browser, kring }) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /zeven stappen/i, 'Woensdaggroep');
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  for (const person of [ilse, bram]) await person.join(invitation);
  await gerda.press('Begin het gesprek');
  for (const person of [ilse, bram]) {
    await person.at('Inventarisatie');
    await person.write('case', `De casus van ${person.name}`);
  }
  const goOn = () => gerda.press(/^Verder/);
  await goOn();
  await goOn();
  await gerda.press('Tel de stemmen');
  const own = gerda.page.getByTestId('contribution').filter({ hasText: 'De casus van Ilse' });
  await own.getByRole('button', { name: 'Deze casus nemen we' }).click();
  await ilse.sees('Jij brengt in.');
  await gerda.press('Meer mogelijkheden');
  await gerda.press('Begin met een volgende casus');
  await gerda.page.getByRole('dialog').getByRole('button', { name: 'Begin met een volgende casus' }).last().click();
  await gerda.sees('Deze casussen zijn er nog.');
  await bram.picture('second-case-phone');
  await gerda.picture('second-case-laptop');
  const ballot = gerda.page.getByRole('region', { name: /casus/i });
  await expect(ballot.getByText('De casus van Bram')).toBeVisible();
  await expect(ballot.getByText('De casus van Ilse')).toHaveCount(0);
});
