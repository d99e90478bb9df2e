/** What somebody who looks at the video call would miss: read aloud once, and in the title of the tab. */
import { hearsOnce, listen, timesHeard } from './heard';
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

/** Chooses what is read aloud, in the overview of the keys. */
async function reads(person: Person, what: 'Alles' | 'Niets'): Promise<void> {
  await person.press('Sneltoetsen en geluid (?)');
  const sheet = person.page.getByRole('dialog');
  await expect(sheet.locator('kbd')).toHaveText(['S', 'Ctrl + Enter', 'V', 'L', 'H', '?']);
  await sheet.getByRole('radio', { name: what }).check({ force: true });
  await person.page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
}

test('what asks something of somebody is said once, and only to whom wants to hear it', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const ilse = await Person.arrive(browser, 'Ilse', LAPTOP);
  const bram = await Person.arrive(browser, 'Bram', LAPTOP);
  const people = [gerda, ilse, bram];
  for (const person of people) await listen(person);
  const invitation = await gerda.create(kring.url, /zeven stappen/i, 'Woensdaggroep');
  for (const person of [ilse, bram]) await person.join(invitation);
  await gerda.press('Begin het gesprek');
  for (const person of people) await person.at('Inventarisatie');
  await expect(gerda.page.getByTestId('announcer')).toHaveAttribute('aria-live', 'polite');

  await test.step('each chooses what is read aloud', async () => {
    await reads(ilse, 'Alles');
    await reads(bram, 'Niets');
    for (const person of [ilse, bram]) await person.write('case', `De casus van ${person.name}`);
    await gerda.press(/^Verder/);
    await expect.poll(() => bram.stepId()).toBe('rondje');
  });

  await test.step('whose turn it is, and who is next, hear it, and see it in the tab', async () => {
    const begins = gerda.page.getByRole('button', { name: 'Ga de kring rond' });
    await expect(begins).toBeEnabled();
    await begins.click();
    await expect(gerda.page).toHaveTitle(/^Jij bent aan het woord · /);
    await expect(ilse.page).toHaveTitle(/^Jij bent hierna · /);
    await hearsOnce(gerda, 'Jij bent aan het woord.');
    await hearsOnce(ilse, 'Jij bent hierna.');
    const finishes = gerda.page.getByRole('button', { name: 'Ik ben uitgesproken' }).last();
    await expect(finishes).toBeEnabled();
    await finishes.click();
    await expect(ilse.page).toHaveTitle(/^Jij bent aan het woord · /);
    await hearsOnce(ilse, 'Jij bent aan het woord.');
    // He wants nothing read aloud; the title of his tab still says it.
    await expect(bram.page).toHaveTitle(/^Jij bent hierna · /);
    expect(await timesHeard(bram, 'Jij bent hierna.')).toBe(0);
  });

  await test.step('the votes are counted, and the case is somebody’s', async () => {
    await gerda.press(/^Verder/);
    await expect.poll(() => bram.stepId()).toBe('kiezen');
    const counts = gerda.page.getByRole('button', { name: 'Tel de stemmen' });
    await expect(counts).toBeEnabled();
    await counts.click();
    for (const person of [gerda, ilse]) await hearsOnce(person, 'De stemmen zijn geteld.');
    const own = gerda.page.getByTestId('contribution').filter({ hasText: 'De casus van Ilse' });
    await own.getByRole('button', { name: 'Deze casus nemen we' }).click();
    await hearsOnce(ilse, 'Jij brengt in.');
    await hearsOnce(gerda, 'Ilse brengt in.');
    expect(await timesHeard(bram, 'De stemmen zijn geteld.')).toBe(0);
    expect(await timesHeard(bram, 'Ilse brengt in.')).toBe(0);
  });

  await test.step('a hand is told to who leads, and stands in the title of their tab', async () => {
    await gerda.press(/^Verder/);
    await bram.at('Introductie');
    await bram.press('Hand opsteken');
    await hearsOnce(gerda, 'Bram steekt een hand op.');
    await expect(gerda.page).toHaveTitle(/^.*Bram.* · Introductie/);
    expect(await timesHeard(ilse, 'steekt een hand op')).toBe(0);
    await bram.press('Hand omlaag');
    await expect(gerda.page).toHaveTitle(/^Introductie/);
  });

  await test.step('the silence is over, and somebody else leads', async () => {
    await gerda.press('Meer mogelijkheden');
    await gerda.page.getByRole('dialog').getByRole('button', { name: '1 min stilte' }).click();
    await ilse.sees('Even stil.');
    const ends = gerda.page.getByRole('button', { name: 'Sluit de stilte af' });
    await expect(ends).toBeEnabled();
    await ends.click();
    for (const person of [gerda, ilse]) await hearsOnce(person, 'De stilte is voorbij.');
    await gerda.press('Taken van Bram');
    await gerda.press('Draag de leiding over');
    await gerda.page
      .getByRole('dialog')
      .last()
      .getByRole('button', { name: 'Draag de leiding over' })
      .last()
      .click();
    await bram.sees('Jij leidt nu het gesprek.');
    await hearsOnce(gerda, 'Bram leidt nu het gesprek.');
    expect(await timesHeard(bram, 'Jij leidt nu het gesprek.')).toBe(0);
  });
});

test('everything erased is said once, in the title too, and a keyboard goes on from there', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  await listen(bram);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  await bram.join(invitation);
  await gerda.press('Begin het gesprek');
  await bram.at('Afspraken');
  await bram.type('ground_rule', 'Dit had ik nog niet gedeeld.');
  await gerda.press('Meer mogelijkheden');
  await gerda.press('Rond de bijeenkomst af');
  await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
  await expect(bram.page.getByRole('heading', { level: 1 })).toBeFocused();
  await gerda.press('Nu alles wissen');
  await gerda.page.getByRole('dialog').getByRole('textbox').fill('wissen');
  await gerda.page
    .getByRole('dialog')
    .getByRole('button', { name: 'Wis alles', exact: true })
    .click();
  for (const person of [gerda, bram]) {
    await person.sees('Deze bijeenkomst is gewist.');
    await expect(person.page).toHaveTitle('Deze bijeenkomst is gewist. · Kring');
    await expect(person.page.getByRole('main')).toBeFocused();
  }
  await hearsOnce(bram, 'Deze bijeenkomst is gewist.');
  await bram.sees('Dit had ik nog niet gedeeld.');
  await bram.picture('erased-phone');
  await bram.isAccessible();
});
