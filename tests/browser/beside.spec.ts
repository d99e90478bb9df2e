/** A trainer beside two groups: where each is, and who is there; no word of what is written. */
import { asksIn, groupOfTwo, members, plans } from './circle';
import { expect, test } from './kring';
import { PHONE, Person } from './person';

test('a trainer sees where each of their groups is, and no word of what is written there', async ({
  browser,
  kring,
}) => {
  const [gerda, ilse] = await groupOfTwo(browser, kring.url);

  await gerda.page.getByText('Iemand erbij vragen').click();
  const link = gerda.page.getByRole('textbox', { name: 'Uitnodigingslink' });
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  await asksIn(bram, await link.inputValue());
  await gerda.press('Laat binnen: Bram');

  // Ilse makes Gerda a trainer, and everybody sees it.
  await ilse.press('Een trainer naast de groep');
  await ilse.page.getByRole('checkbox', { name: 'Gerda' }).check();
  await ilse.picture('beside-make-phone');
  await ilse.isAccessible();
  await ilse.page.getByRole('dialog').getByRole('button', { name: 'Sluit' }).click();
  await expect(members(ilse)).toContainText('trainer');
  await gerda.page.getByRole('link', { name: 'Naar je groepen naast elkaar' }).click();
  await expect(gerda.page.getByTestId('beside-group')).toContainText('Niet bij elkaar');
  await expect(gerda.page.getByTestId('beside-group')).toContainText('nog niets gepland');

  await plans(ilse);
  await ilse.press('Naar de bijeenkomst');
  await expect(gerda.page.getByTestId('beside-group')).toContainText('Ze komen binnen');
  await expect(gerda.page.getByTestId('beside-group')).toContainText('Er zijn: Ilse.');
  await expect(bram.page.getByTestId('next-meeting')).toBeVisible();
  await bram.press('Naar de bijeenkomst');
  await ilse.press('Taken van Bram');
  await ilse.press('Wijs aan als inbrenger');
  await ilse.press('Begin het gesprek');
  await expect(gerda.page.getByTestId('beside-group')).toContainText('fase 1 van');
  await gerda.picture('beside-laptop');
  await gerda.isAccessible();
  const trainer = await Person.arrive(browser, 'Trainer', PHONE);
  await trainer.page.goto(`${kring.url}/beside`);
  await trainer.sees('Je bent nog van geen groep trainer');
  await trainer.picture('beside-empty-phone');
  await gerda.resize({ width: 360, height: 740 });
  await gerda.picture('beside-phone');
});
