/** The report is the inbrenger's first: waiting, blotting out, and opening it for everybody. */
import { expect, test } from './kring';
import { LAPTOP, Person, TALL_PHONE } from './person';

/** Everywhere `name` is read in what this person's page shows and can fetch. */
async function reads(person: Person, text: string): Promise<boolean> {
  const shown = (await person.page.getByRole('main').innerText()).includes(text);
  const kept = JSON.stringify(await person.kept()).includes(text);
  return shown || kept;
}

test('the inbrenger looks at the report first, blots out, and then opens it', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /zeven stappen/i, 'Intervisie onderbouw');
  const ilse = await Person.arrive(browser, 'Ilse', TALL_PHONE);
  const bram = await Person.arrive(browser, 'Bram', TALL_PHONE);
  const chantal = await Person.arrive(browser, 'Chantal', LAPTOP);
  for (const person of [ilse, bram, chantal]) await person.join(invitation);
  const goTo = async (phase: string) => {
    await gerda.press('Meer mogelijkheden');
    await gerda.page.getByRole('dialog').getByRole('button', { name: phase, exact: true }).click();
    await bram.at(phase);
  };

  await test.step('Ilse tells of Wouter, and Bram has an idea', async () => {
    await gerda.press('Taken van Ilse');
    await gerda.press('Wijs aan als inbrenger');
    await ilse.sees('Jij brengt in.');
    await gerda.press('Begin het gesprek');
    await goTo('Introductie van de kwestie');
    await ilse.write('introduction', 'Wouter loopt steeds weg, en ik word dan boos op zijn moeder.');
    await goTo('Brainstormronde');
    await bram.write('idea', 'Vraag wouter wat hij nodig heeft.');
    await chantal.write('note', 'Dit herken ik van mijn eigen klas.');
    await goTo('Actieplan');
    await ilse.write('action', 'Ik loop maandag een stukje met hem mee.');
    await goTo('Met elkaar afsluiten');
    for (const person of [ilse, bram, chantal]) {
      await person.write('takeaway', `${person.name} neemt rust mee.`);
    }
    await gerda.press('Rond de bijeenkomst af');
    await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).click();
  });

  await test.step('the others wait, and have what is theirs', async () => {
    for (const person of [bram, chantal, gerda]) {
      await person.sees('Ilse kijkt het verslag eerst na');
      await person.sees(/Je kunt het openen vanaf morgen \d\d:\d\d, of eerder als Ilse klaar is\./);
      await expect(person.page.getByRole('heading', { name: 'Waar het over ging' })).toHaveCount(0);
    }
    await bram.sees('Bram neemt rust mee.');
    await chantal.sees('Dit herken ik van mijn eigen klas.');
    await bram.picture('report-first-waiting-phone');
    await chantal.picture('report-first-waiting-laptop');
    await gerda.picture('report-first-waiting-leader');
    await bram.isAccessible();
    await chantal.isAccessible();
  });

  await test.step('Ilse has it, and blots out a name and a text', async () => {
    await ilse.sees('Dit verslag is eerst van jou');
    await ilse.sees(/De anderen kunnen het openen vanaf morgen \d\d:\d\d/);
    await ilse.picture('report-first-look-phone');
    await ilse.isAccessible();
    await ilse.resize(LAPTOP);
    await ilse.picture('report-first-look-laptop');
    await ilse.resize(TALL_PHONE);

    await ilse.press('Lak een naam weg');
    const dialog = ilse.page.getByRole('dialog');
    await dialog.getByLabel('Welke naam?').fill('Karel');
    await dialog.getByRole('button', { name: 'Lak weg', exact: true }).click();
    await ilse.sees('Deze naam staat in geen enkele tekst.');
    await dialog.getByLabel('Welke naam?').fill('Wouter');
    await ilse.picture('report-first-name-phone');
    await ilse.isAccessible();
    await dialog.getByRole('button', { name: 'Lak weg', exact: true }).click();
    await ilse.sees('De naam is weggelakt.');
    await dialog.getByRole('button', { name: 'Sluiten' }).last().click();
    await ilse.sees('Vraag ▇▇▇ wat hij nodig heeft.');

    await ilse.press('Lak eigen teksten weg');
    await expect(dialog.getByRole('checkbox')).toHaveCount(3);
    await dialog.getByRole('checkbox', { name: /boos op zijn moeder/ }).check();
    await ilse.picture('report-first-texts-phone');
    await ilse.isAccessible();
    await dialog.getByRole('button', { name: 'Lak 1 tekst weg' }).click();
    await expect(ilse.page.getByText('boos op zijn moeder')).toHaveCount(0);
    await ilse.picture('report-first-blotted-phone');
  });

  await test.step('she opens it, and everybody reads what is left', async () => {
    await ilse.opensReport();
    await expect(ilse.page.getByText('Dit verslag is eerst van jou')).toHaveCount(0);
    for (const person of [gerda, bram, chantal, ilse]) {
      await person.sees('Ik loop maandag een stukje met hem mee.');
      await person.sees('Vraag ▇▇▇ wat hij nodig heeft.');
      expect(await reads(person, 'boos op zijn moeder')).toBe(false);
      expect(await reads(person, 'outer')).toBe(false);
    }
    await chantal.picture('report-first-open-laptop');
  });
});
