/**
 * A year of a group of seven, from the meeting out of which it is made to its end: four more meetings, a turn
 * for everybody, two people on other devices, a guest, somebody who leaves, and nothing that is left.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asksIn, members, next, plans } from './circle';
import { BINARY, expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

const NAMES = ['Ilse', 'Bram', 'Chantal', 'Dries', 'Els', 'Farid'];
const ANSWER = 'Sam begint na de pauze niet meer aan zijn taak.';
const GOAL = 'Binnen vijf minuten begint hij met zijn werk';

const turns = (person: Person) => person.page.getByTestId('turns');

/** Where a meeting lies ahead already the form is folded. */
async function plansOneMore(person: Person, method: string, days: number) {
  const folded = person.page.getByText('Nog een bijeenkomst plannen');
  if ((await folded.count()) > 0) await folded.click();
  await plans(person, method, days);
}

/** From the page of the group; whoever comes in first leads. */
async function enters(people: Person[]) {
  for (const person of people) {
    await person.press('Naar de bijeenkomst');
    await expect(person.page).toHaveURL(/\/m\//);
  }
}

async function begins(leader: Person, inbrenger: Person) {
  await leader.press(`Taken van ${inbrenger.name}`);
  await leader.press('Wijs aan als inbrenger');
  await leader.press('Begin het gesprek');
}

async function goes(leader: Person, phase: string) {
  await leader.press('Meer mogelijkheden');
  await leader.page.getByRole('dialog').getByRole('button', { name: phase, exact: true }).click();
}

async function closes(leader: Person) {
  await leader.press('Meer mogelijkheden');
  await leader.press('Rond de bijeenkomst af');
  await leader.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
}

async function backToTheGroup(people: Person[]) {
  for (const person of people) {
    await person.page.getByRole('link', { name: 'Terug naar de groep' }).click();
    await expect(person.page).toHaveURL(/\/g\//);
  }
}

test('a group of seven is born, meets for a year, and leaves nothing behind', async ({
  browser,
  kring,
  started,
}) => {
  const [gerda, ...others] = await started(
    NAMES.map((name, n) => ({ name, on: n === 0 ? LAPTOP : PHONE })),
  );
  const [ilse, bram, chantal, , , farid] = others as [
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
  ];
  const everybody = [gerda, ...others];

  await test.step('it is made out of a meeting that just ended', async () => {
    await closes(gerda);
    await gerda.page.getByRole('link', { name: 'Maak er een vaste groep van' }).click();
    await gerda.press('Maak de groep');
    const link = gerda.page.getByRole('textbox', { name: 'Uitnodigingslink' });
    const invitation = await link.inputValue();
    for (const person of others) {
      await asksIn(person, invitation);
      await gerda.press(`Laat binnen: ${person.name}`);
      await expect(members(person)).toContainText(person.name);
    }
    await expect(turns(gerda)).toContainText('Na jullie eerste bijeenkomst');
  });

  await test.step('Ilse prepares, the group works on her goal, and she takes it along', async () => {
    await plansOneMore(gerda, 'Handelingsgerichte intervisie', 1);
    await plansOneMore(gerda, 'Intervisie met beeldmateriaal', 8);
    await enters(everybody);
    const card = ilse.page.getByTestId('prepare');
    await card.getByRole('button', { name: 'Begin', exact: true }).click();
    await ilse.page.getByLabel(/Wat maakt dat je het juist nu/).fill(ANSWER);
    await card.getByRole('button', { name: 'Bewaar en ga verder' }).click();
    await card.getByRole('button', { name: 'Bekijk alles' }).click();
    await card.getByRole('button', { name: 'Deel met de groep' }).click();
    await bram.page.getByText('Voorbereiding van Ilse').click();
    await bram.sees(ANSWER);
    await begins(gerda, ilse);
    await ilse.at('Vraag toelichten');
    await goes(gerda, 'Doel formuleren');
    await ilse.at('Doel formuleren');
    await ilse.write('goal', GOAL);
    await closes(gerda);
    const choice = ilse.page.getByTestId('take-along');
    await choice.getByRole('button', { name: 'Neem mee' }).click();
    await expect(choice).toContainText('Eén ding staat klaar voor de volgende keer.');
    await backToTheGroup(everybody);
  });

  const copies = mkdtempSync(join(tmpdir(), 'kring-copies-'));
  await test.step('a copy is made; Bram and Chantal come back on other devices', async () => {
    execFileSync(BINARY, ['backup', copies, '--data', kring.data]);
    await bram.press('Maak mijn code');
    const code = await bram.page.locator('.sheet .code').first().textContent();
    const phone = await Person.arrive(browser, 'Bram', PHONE);
    await phone.page.goto(bram.page.url());
    await phone.page
      .getByRole('textbox')
      .first()
      .fill(code ?? '');
    await phone.press('Kom terug');
    await expect(members(phone)).toContainText('Bram (jij)');
    everybody[everybody.indexOf(bram)] = phone;

    await gerda.page.getByText('Iemand erbij vragen').click();
    const link = gerda.page.getByRole('textbox', { name: 'Uitnodigingslink' });
    const laptop = await Person.arrive(browser, 'Chantal', PHONE);
    await laptop.page.goto(await link.inputValue());
    await laptop.page.getByText('Ik hoor er al bij').click();
    await laptop.page.getByLabel('Jouw naam').last().fill('Chantal');
    await laptop.press('Vraag de groep om mij te herkennen');
    for (const person of [gerda, ilse]) await person.press('Ja, dit is Chantal');
    await expect(members(laptop)).toContainText('Chantal (jij)');
    await chantal.sees('Je toegang op dit apparaat geldt niet meer');
    everybody[everybody.indexOf(chantal)] = laptop;
  });

  await test.step('the next one leads, and Ilse says how it went', async () => {
    await expect(turns(gerda)).toContainText('Ilse — leidde nog niet');
    await enters([everybody[2]!, ...everybody.filter((one) => one !== everybody[2])]);
    await begins(everybody[2]!, gerda);
    await ilse.at('Terugblik');
    const mine = ilse.page.getByTestId('look-back').getByRole('listitem');
    await mine.filter({ hasText: GOAL }).getByRole('radio', { name: 'Gehaald' }).check();
    await expect(gerda.page.getByTestId('look-back')).toContainText('Gehaald');
    await closes(everybody[2]!);
    await backToTheGroup(everybody);
    await expect(gerda.page.getByTestId('earlier')).toContainText('Bram leidde.');
  });

  await test.step('a guest is there for one part, and Farid cannot come', async () => {
    await plansOneMore(gerda, 'Dialoog', 15);
    await next(farid).getByLabel('Ik kan niet').check();
    await expect(next(gerda)).toContainText('Farid kan niet.');
    const here = everybody.filter((one) => one !== farid);
    await enters([ilse, ...here.filter((one) => one !== ilse)]);
    await ilse.page.getByText('Een gast voor één onderdeel').click();
    await ilse.page.getByRole('checkbox', { name: 'Suggesties', exact: true }).check();
    await ilse.press('Maak de link');
    const link = ilse.page.getByRole('textbox', { name: 'Link voor de gast' });
    const expert = await Person.arrive(browser, 'Xaviera', PHONE);
    await expert.page.goto(await link.inputValue());
    await expert.page.getByLabel('Jouw naam').first().fill('Xaviera');
    await expert.press('Doe mee');
    await begins(ilse, everybody[2]!);
    await gerda.at('Afspraken');
    await expert.sees('Fijn dat je er bent');
    await goes(ilse, 'Suggesties');
    await expert.press('Ik houd me aan deze afspraken');
    await expert.at('Suggesties');
    await closes(ilse);
    await expert.sees('Deze bijeenkomst is klaar');
    await backToTheGroup(here);
  });

  await test.step('Farid leaves, and the others meet once more', async () => {
    await farid.press('Verlaat de groep');
    await farid.page.getByRole('dialog').getByRole('button', { name: 'Ja, ik ga weg' }).click();
    await farid.sees('Je hebt de groep verlaten');
    await expect(members(gerda)).not.toContainText('Farid');
    const here = everybody.filter((one) => one !== farid);
    await plansOneMore(gerda, 'Dialoog', 22);
    await enters([here[3]!, ...here.filter((one) => one !== here[3])]);
    await begins(here[3]!, here[4]!);
    await gerda.at('Afspraken');
    await closes(here[3]!);
    await backToTheGroup(here);
    for (const led of ['Gerda', 'Bram', 'Ilse', 'Chantal']) {
      await expect(gerda.page.getByTestId('earlier')).toContainText(`${led} leidde.`);
    }
    await gerda.page.getByTestId('earlier').scrollIntoViewIfNeeded();
    await gerda.picture('year-laptop');
    await here[4]!.picture('year-phone');
  });

  await test.step('it is erased, and nothing is left: not here, not there, not in the copy', async () => {
    const here = everybody.filter((one) => one !== farid);
    await gerda.press('Wis de groep');
    await gerda.page.getByRole('dialog').getByRole('button', { name: 'Ja, wis alles' }).click();
    for (const person of here) await person.sees('Deze groep is gewist');
    const born = await gerda.kept();
    for (const person of here) {
      const keys = Object.keys(await person.kept());
      expect(keys.filter((key) => key.startsWith('kring:group'))).toEqual([]);
      // Of the meeting out of which it was made alone, which was not the group's.
      const of = keys.filter((key) => key.startsWith('kring:session:'));
      expect(of.length).toBeLessThanOrEqual(1);
      expect(Object.keys(born)).toEqual(expect.arrayContaining(of));
    }
    const said = execFileSync(BINARY, ['verify', '--data', kring.data], { encoding: 'utf8' });
    expect(said).toContain('holds 1 meeting with');
    const copy = readdirSync(copies).find((file) => file.endsWith('.db'))!;
    const looked = ['verify', join(copies, copy), '--keys', join(kring.data, 'kring.keys')];
    const opened = spawnSync(BINARY, looked, { encoding: 'utf8' });
    // The group and its two meetings of then.
    const closed = `${opened.stdout}${opened.stderr}`.match(/the session was erased/g);
    expect(closed).toHaveLength(3);
    rmSync(copies, { recursive: true });
  });
});
