/** Coming back on another device: by a code, because the circle says so, or as somebody else. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

test('somebody comes back on another device by code, or because the circle says so', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  for (const person of [ilse, bram]) await person.join(invitation);
  let code = '';

  await test.step('she makes a code and sees it once', async () => {
    await ilse.press('Jouw naam en gegevens');
    await ilse.sees('Jouw apparaten');
    await ilse.picture('devices-phone');
    await ilse.press('Maak mijn code');
    const shown = ilse.page.locator('.code');
    await expect(shown).toHaveText(/^(\w{3} ){3}\w{3}$/);
    code = (await shown.textContent()) ?? '';
    await shown.scrollIntoViewIfNeeded();
    await ilse.picture('code-phone');
    await ilse.isAccessible();
    await ilse.page.evaluate(() => (window.print = () => {}));
    await ilse.press('Print');
    await ilse.page.emulateMedia({ media: 'print' });
    await expect(ilse.page.getByText('Onze afspraken')).toBeHidden();
    await ilse.picture('code-print');
    await ilse.page.emulateMedia({ media: 'screen' });
    await ilse.page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await ilse.press('Ik heb hem');
    await expect(shown).toHaveCount(0);
  });

  const laptop = await Person.arrive(browser, 'Ilse', LAPTOP);
  await test.step('on her laptop she opens the invitation and is asked whether it is her', async () => {
    await laptop.page.goto(invitation);
    await laptop.page.getByLabel('Jouw naam').fill('ilse');
    await laptop.press('Doe mee');
    await laptop.sees('Er is al iemand die ilse heet. Ben jij dat?');
    await laptop.picture('same-person-laptop');
    await laptop.isAccessible();
    await laptop.press('Ja, en ik heb een code');
    await laptop.page.getByLabel('Jouw code').fill('000 000 000 000');
    await laptop.press('Kom terug');
    await laptop.sees('Deze code hoort niet bij deze bijeenkomst.');
    await laptop.page.getByLabel('Jouw code').fill(code.toLowerCase());
    await laptop.press('Kom terug');
    await expect(laptop.page).toHaveURL(/\/m\//);
    await laptop.sees('Ilse');
    await gerda.sees('Ilse doet nu ook mee op een ander apparaat.');
    await gerda.picture('returned-laptop');
  });

  await test.step('she signs her phone out on the laptop', async () => {
    await laptop.press('Jouw naam en gegevens');
    await laptop.sees('(dit apparaat)');
    await laptop.picture('devices-laptop');
    await laptop.press('Meld af');
    await laptop.picture('sign-out-laptop');
    await laptop.page.getByRole('dialog').last().getByRole('button', { name: 'Meld af' }).click();
    await ilse.sees('Je toegang op dit apparaat geldt niet meer.');
    await laptop.page.keyboard.press('Escape');
  });

  await gerda.press('Begin het gesprek');
  await laptop.at('Afspraken');
  const found = await Person.arrive(browser, 'Bram', PHONE);
  await test.step('he lost his phone and the circle says that it is him', async () => {
    await found.page.goto(invitation);
    await found.page.getByLabel('Jouw naam').fill('Bram');
    await found.press('Doe mee');
    await found.press('Ja, maar ik heb geen code');
    await found.sees('Wie bevestigt dat jij Bram bent?');
    await found.picture('claim-waits-phone');
    await found.isAccessible();
    await found.page.reload();
    await found.sees('Wie bevestigt dat jij Bram bent?');
    await gerda.sees('Iemand zegt op een nieuw apparaat Bram te zijn.');
    await gerda.picture('claim-laptop');
    await gerda.isAccessible();
    await bram.sees('Iemand zegt op een ander apparaat jou te zijn.');
    await bram.picture('claimed-phone');
    await laptop.press('Ja, dit is Bram');
    await laptop.sees('Jij hebt het bevestigd.');
    await found.sees('1 van de 2 heeft bevestigd.');
    await gerda.press('Ja, dit is Bram');
    await found.at('Afspraken');
    await gerda.sees('Bram is terug, op een nieuw apparaat.');
    await bram.sees('Je toegang op dit apparaat geldt niet meer.');
  });

  await test.step('somebody else of that name joins with a number', async () => {
    const other = await Person.arrive(browser, 'Bram', PHONE);
    await other.page.goto(invitation);
    await other.page.getByLabel('Jouw naam').fill('Bram');
    await other.press('Doe mee');
    await other.press('Nee, ik ben iemand anders');
    await expect(other.page).toHaveURL(/\/m\//);
    await gerda.sees('Bram (2)');
  });
});

test('the address that is printed with a code leads back, and half of it says so', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  await gerda.press('Jouw naam en gegevens');
  await gerda.press('Maak mijn code');
  const code = (await gerda.page.getByRole('dialog').locator('.code').textContent()) ?? '';
  const address = (await gerda.page.locator('.address').textContent()) ?? '';

  const phone = await Person.arrive(browser, 'Gerda', PHONE);
  await phone.page.goto(`${kring.url}/return#half`);
  await phone.sees('Dit adres is niet compleet');
  await phone.page.goto(`http://${address.trim()}`);
  await phone.sees('Kom terug in je bijeenkomst');
  await phone.picture('return-phone');
  await phone.isAccessible();
  await phone.page.getByLabel('Jouw code').fill(code);
  await phone.press('Kom terug');
  await expect(phone.page).toHaveURL(/\/m\//);
  await phone.sees('Onze afspraken');
});
