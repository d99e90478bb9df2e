/** What was written before becomes what is asked now, in one tap. */
import { begin } from './group';
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

test('the ideas stay in sight in the action plan, and one of them becomes an action', async ({
  browser,
  kring,
}) => {
  const { ilse, bram, goTo } = await begin(browser, kring.url, /zeven stappen/i);
  await goTo('Brainstormronde');
  await bram.write('idea', 'Loop eerst een keer met hem mee.');
  await goTo('Actieplan');
  const idea = ilse.page.getByTestId('contribution').filter({ hasText: 'Loop eerst een keer' });
  await expect(idea).toBeVisible();
  await ilse.picture('take-up-idea-phone');
  await idea.getByRole('button', { name: 'Daar begin ik mee' }).click();
  const field = ilse.composer('action').getByRole('textbox').first();
  await expect(field).toHaveValue('Loop eerst een keer met hem mee.');
  await ilse.picture('take-up-action-phone');
  await ilse.isAccessible();
});

test('a note made while watching becomes an observation', async ({ browser, kring }) => {
  const { gerda, bram, goTo } = await begin(browser, kring.url, /beeldmateriaal/i);
  await goTo('Waarnemen');
  await bram.press('Notities');
  await bram.write('note', 'Ze wacht drie tellen na haar vraag.');
  await expect(bram.page.getByRole('button', { name: 'Deel als waarneming' })).toHaveCount(0);
  const watching = await bram.where();
  await gerda.press(/^Verder/);
  await expect.poll(() => bram.where()).not.toBe(watching);
  await bram.press('Deel als waarneming');
  const field = bram.composer('observation').getByRole('textbox').first();
  await expect(field).toHaveValue('Ze wacht drie tellen na haar vraag.');
  await expect(bram.page.getByRole('dialog')).toHaveCount(0);
  await bram.picture('take-up-note-phone');
});

test('a check-in is there ready-made, and asks everybody its question', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /zeven stappen/i, 'Woensdaggroep');
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  await bram.join(invitation);
  await gerda.press('Even aankomen');
  await gerda.picture('check-in-form-laptop');
  await gerda.isAccessible();
  await gerda.press('Toevoegen');
  await gerda.sees('Even aankomen');
  await gerda.press('Begin het gesprek');
  await bram.at('Even aankomen');
  await bram.sees('Hoe zit je erbij?');
  await bram.picture('check-in-phone');
  await bram.write('experience', 'Een beetje moe, maar blij.');
});
