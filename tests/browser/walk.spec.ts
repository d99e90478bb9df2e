/** Every step of every method, on a laptop and phones: what is needed is in sight, and the pictures. */
import { nothingBelowTheFold } from './fold';
import { expect, test } from './kring';
import { PHONE, type Person } from './person';

const METHODS = [
  { id: 'zeven-stappen', title: /zeven stappen/i },
  { id: 'beeldmateriaal', title: /beeldmateriaal/i },
  { id: 'dialoog', title: /dialoog/i },
  { id: 'handelingsgericht', title: /handelingsgericht/i },
  { id: 'collegiaal-advies', title: /collegiaal advies/i },
];

for (const method of METHODS) {
  test(`${method.id} shows every step, and what is asked, on a laptop and on phones`, async ({
    started,
  }) => {
    const guests = ['Ilse', 'Bram'].map((name) => ({ name, on: PHONE }));
    const begin = { method: method.title, title: 'Intervisie', phase: /./ };
    const [gerda, ilse, bram] = await started(guests, begin);
    for (let last = false; !last; ) {
      last = await step(method.id, gerda, ilse, bram);
    }
    const opens = ilse.page.getByRole('button', { name: 'Geef het verslag vrij' });
    const report = ilse.page.getByRole('heading', { name: 'Waar het over ging' });
    await expect(report).toBeVisible();
    if (await opens.isVisible()) await ilse.opensReport();
    await expect(bram.page.getByRole('heading', { name: 'Waar het over ging' })).toBeVisible();
    await gerda.isAccessible();
  });
}

async function step(method: string, gerda: Person, ilse: Person, bram: Person): Promise<boolean> {
  const people = [gerda, ilse, bram];
  const appoint = gerda.page.getByRole('button', { name: 'Wie brengt in?' });
  if (await appoint.isVisible()) {
    await appoint.click();
    await gerda.page.getByRole('dialog').getByRole('button', { name: 'Ilse' }).click();
    await gerda.sees('Ilse brengt in');
  }
  const id = `${method}-${await gerda.stepId()}`;
  for (const person of people) await nothingBelowTheFold(person, `${id} on arriving`);
  for (const person of people) await person.writesWhatIsAsked();
  await choose(gerda, bram);
  for (const person of people) await nothingBelowTheFold(person, `${id} with texts`);
  for (const [person, device] of [
    [gerda, 'laptop'],
    [bram, 'phone'],
    [ilse, 'inbrenger'],
  ] as const) {
    await person.page.evaluate(() => scrollTo(0, 0));
    await person.picture(`${id}-${device}`);
  }
  await bram.isAccessible();
  return goOn(gerda, people);
}

/** The ballot, and whatever else the group chooses. */
async function choose(gerda: Person, bram: Person): Promise<void> {
  const appeals = bram.page
    .getByRole('listitem')
    .filter({ hasText: 'van Ilse' })
    .getByRole('button', { name: 'Spreekt me aan' });
  if ((await appeals.count()) > 0 && (await gerda.has('Tel de stemmen'))) {
    await appeals.click();
    await gerda.press('Tel de stemmen');
    const chosen = gerda.page.getByRole('listitem').filter({ hasText: 'van Ilse' });
    await chosen.getByRole('button', { name: 'Deze casus nemen we' }).click();
    await gerda.sees('Ilse brengt in');
  }
  if (await gerda.has('Kies deze')) await gerda.press('Kies deze');
}

/** To the next step, or to the report after the last. */
async function goOn(gerda: Person, people: Person[]): Promise<boolean> {
  const before = await gerda.where();
  const on = gerda.page.getByRole('button', { name: /^(Verder|Rond de)/ });
  const closing = (await on.first().innerText()).startsWith('Rond');
  await on.first().click();
  const dialog = gerda.page.getByRole('dialog');
  const again = dialog.getByRole('button', { name: /^(Verder|Rond de)/ });
  if (closing) {
    await again.click();
    return true;
  }
  await expect
    .poll(async () => (await again.isVisible()) || (await gerda.where()) !== before)
    .toBe(true);
  if (await again.isVisible()) await again.click();
  await expect.poll(() => gerda.where()).not.toBe(before);
  const now = await gerda.where();
  for (const person of people) await expect.poll(() => person.where()).toBe(now);
  return false;
}
