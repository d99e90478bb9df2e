/** Groups that sit together: one text in front of everybody, and somebody without a device. */
import { begin } from './group';
import { expect, test } from './kring';
import { TALL_PHONE, type Person } from './person';

const card = (person: Person) => person.page.getByTestId('spotlight');

test('the gespreksleider puts one text in front of everybody, and whoever types comes along when they like', async ({
  browser,
  kring,
}) => {
  const { gerda, ilse, bram, goTo } = await begin(browser, kring.url, /zeven/i, TALL_PHONE);
  await goTo('De kernvraag bepalen');
  for (const more of ['Waarom nu?', 'Van wie is dit?', 'Wat als het lukt?']) {
    await ilse.write('kernvraag', more);
  }
  await bram.write('kernvraag', 'Wat wil Sam zelf?');
  await gerda.sees('Wat wil Sam zelf?');
  await bram.opens('kernvraag');
  await bram.type('kernvraag', 'Durf ik stil te blij');
  await bram.resize({ width: 360, height: 560 });
  await bram.page.mouse.wheel(0, 2_000);

  const row = gerda.page.getByTestId('contribution').filter({ hasText: 'Wat wil Sam zelf?' });
  await row.getByRole('button', { name: 'Nu deze' }).click();
  for (const person of [gerda, ilse, bram]) {
    await expect(card(person)).toContainText('Wat wil Sam zelf?');
  }
  await expect(ilse.page.getByText('Nu deze: Wat wil Sam zelf?')).toBeAttached();
  await expect(row.getByRole('button', { name: 'Nu deze' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await gerda.picture('spotlight-laptop');
  await ilse.picture('spotlight-phone');
  await gerda.isAccessible();
  await ilse.isAccessible();

  await test.step('who types keeps their field and their words, and a sign leads to it', async () => {
    const field = bram.composer('kernvraag').getByRole('textbox').first();
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('Durf ik stil te blij');
    await bram.picture('spotlight-writing-phone');
    await bram.press('Kijk mee: nu deze');
    await expect(card(bram)).toBeInViewport();
    await expect(card(bram).getByRole('heading')).toBeFocused();
    await bram.opens('kernvraag');
    await expect(field).toHaveValue('Durf ik stil te blij');
  });

  await test.step('it is over when the gespreksleider says so', async () => {
    await card(gerda).getByRole('button', { name: 'Klaar' }).click();
    for (const person of [gerda, ilse, bram]) await expect(card(person)).toHaveCount(0);
  });
});

test('somebody without a phone is in the circle, and what they say is written down and confirmed', async ({
  browser,
  kring,
}) => {
  const { gerda, ilse, bram, goTo } = await begin(browser, kring.url, /zeven/i, TALL_PHONE);
  await gerda.press('Meer mogelijkheden');
  const menu = gerda.page.getByRole('dialog');
  await menu.getByText('Iemand zonder telefoon erbij').click();
  await menu.getByLabel('Naam').fill('Opa Jan');
  await gerda.picture('without-device-add-laptop');
  await menu.getByRole('button', { name: 'Zet erbij' }).click();
  await expect(menu.getByLabel('Naam')).toHaveValue('');
  await gerda.page.keyboard.press('Escape');
  await expect(gerda.page.getByText('zonder telefoon', { exact: true })).toBeVisible();

  await goTo('Brainstormronde');
  await bram.press('Schrijf op voor Opa Jan');
  const sheet = bram.page.getByRole('dialog');
  await sheet.getByRole('textbox').first().fill('Ga eens samen wandelen.');
  await bram.picture('without-device-write-phone');
  await bram.isAccessible();
  await sheet.getByRole('button', { name: 'Delen' }).click();
  await expect(sheet).toBeHidden();

  const idea = (person: Person) =>
    person.page.getByTestId('contribution').filter({ hasText: 'Ga eens samen wandelen.' });
  await expect(idea(gerda)).toContainText('Opa Jan');
  await expect(idea(gerda)).toContainText('opgeschreven door Bram');
  await expect(idea(bram)).toContainText('nog niet bevestigd');
  await expect(bram.page.getByRole('button', { name: /^Klopt/ })).toHaveCount(0);
  await expect(ilse.page.getByRole('button', { name: /^Klopt/ })).toHaveCount(0);
  await gerda.picture('without-device-confirm-laptop');
  await gerda.isAccessible();
  await idea(gerda).getByRole('button', { name: 'Klopt, dit zei Opa Jan' }).click();
  await expect(idea(bram)).not.toContainText('nog niet bevestigd');
  await bram.picture('without-device-confirmed-phone');
});
