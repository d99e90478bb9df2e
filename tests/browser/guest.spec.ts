/** A guest who is asked for one phase: waits, comes in by itself, and goes out with it. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

test('an expert who is asked for one phase comes in with it and goes out with it', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /Dialoog/, 'Intervisie');
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  await ilse.join(invitation);

  await gerda.page.getByText('Een gast voor één onderdeel').click();
  await gerda.page.getByRole('checkbox', { name: 'Suggesties', exact: true }).check();
  await gerda.press('Maak de link');
  const link = gerda.page.getByRole('textbox', { name: 'Link voor de gast' });
  await expect(link).toBeVisible();
  await link.scrollIntoViewIfNeeded();
  await gerda.picture('guest-link-laptop');
  await gerda.isAccessible();

  const expert = await Person.arrive(browser, 'Xaviera', PHONE);
  await expert.page.goto(await link.inputValue());
  await expert.sees('Je bent gevraagd bij: Suggesties.');
  await expert.picture('guest-join-phone');
  await expert.page.getByLabel('Jouw naam').first().fill('Xaviera');
  await expert.press('Doe mee');
  await expert.sees('Fijn dat je er bent');
  await expert.picture('guest-waits-phone');
  await expert.isAccessible();
  await gerda.sees('gast bij Suggesties');

  await gerda.press('Taken van Ilse');
  await gerda.press('Wijs aan als inbrenger');
  await gerda.press('Begin het gesprek');
  await expect(expert.page.getByRole('heading', { name: 'Fijn dat je er bent' })).toBeVisible();
  const goTo = async (phase: string) => {
    await gerda.press('Meer mogelijkheden');
    await gerda.page.getByRole('dialog').getByRole('button', { name: phase }).first().click();
  };
  await test.step('with their phase they are inside, and with the next one outside', async () => {
    await goTo('Suggesties');
    await expert.press('Ik houd me aan deze afspraken');
    await expert.at('Suggesties');
    await expert.page.locator('main button.primary').last().click();
    await expert.picture('guest-inside-phone');
    await goTo('Inzicht');
    await expect(expert.page.getByRole('heading', { name: 'Fijn dat je er bent' })).toBeVisible();
  });
});
