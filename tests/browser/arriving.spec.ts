/** On the way in: the start page, an invitation and the lobby, on every size that people have. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

const SMALL = { width: 360, height: 640 };
const SIZES = [
  { device: 'small', size: SMALL, scheme: 'light' },
  { device: 'phone', size: { width: 390, height: 844 }, scheme: 'dark' },
  { device: 'tablet', size: { width: 820, height: 1180 }, scheme: 'light' },
  { device: 'laptop', size: { width: 1280, height: 720 }, scheme: 'light' },
] as const;

/** One picture for each size, from the top of the page. */
async function pictures(person: Person, name: string): Promise<void> {
  const before = person.page.viewportSize()!;
  for (const { device, size, scheme } of SIZES) {
    await person.resize(size);
    await person.page.emulateMedia({ colorScheme: scheme });
    await person.page.evaluate(() => scrollTo(0, 0));
    await person.picture(`${name}-${device}`);
  }
  await person.page.emulateMedia({ colorScheme: 'light' });
  await person.resize(before);
}

/** What is green, by its words. */
function green(person: Person): Promise<string[]> {
  return person.page.locator('.primary:visible').allInnerTexts();
}

test('the way from the start page to a meeting is a choice, a name and one button', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', SMALL);
  await gerda.page.goto(kring.url);
  await gerda.sees('Kies een werkwijze');
  await pictures(gerda, 'start');
  await gerda.chooses(kring.url, /dialoog/i);
  await expect(gerda.page.getByLabel('Jouw naam')).toBeInViewport();
  await expect(gerda.page.getByRole('button', { name: 'Maak de bijeenkomst' })).toBeInViewport();
  expect(await green(gerda)).toEqual(['Maak de bijeenkomst']);
  await pictures(gerda, 'create');
  await gerda.isAccessible();
  await gerda.page.goBack();
  await gerda.sees('Kies een werkwijze');
});

test('alone in the lobby there is the invitation, and beginning asks first', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', SMALL);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  await expect(gerda.page.getByRole('button', { name: 'Link kopiëren' })).toBeInViewport();
  expect(await green(gerda)).toEqual(['Link kopiëren']);
  await pictures(gerda, 'lobby-alone');
  await gerda.isAccessible();

  await gerda.press('Begin alvast alleen');
  const sure = gerda.page.getByRole('dialog');
  await expect(sure).toContainText('Je bent nog alleen');
  await gerda.picture('lobby-alone-sure');
  await gerda.isAccessible();
  await sure.getByRole('button', { name: 'Wacht op de anderen' }).click();
  await expect(gerda.page.getByRole('heading', { name: 'Nodig de anderen uit' })).toBeVisible();

  await test.step('a QR code that is shown large stays while people come in', async () => {
    await gerda.press('QR-code groot tonen');
    const bram = await Person.arrive(browser, 'Bram', SMALL);
    await bram.page.goto(invitation);
    await bram.sees('Gerda leidt het gesprek.');
    await expect(bram.page.getByRole('button', { name: 'Doe mee' })).toBeInViewport();
    await pictures(bram, 'join');
    await bram.isAccessible();
    await bram.join(invitation);
    await expect(gerda.page.getByText('Wie er zijn')).toBeAttached();
    await expect(gerda.page.getByRole('dialog').getByRole('img')).toBeVisible();
    await gerda.page.keyboard.press('Escape');
    await expect(gerda.page.getByRole('button', { name: 'Link kopiëren' })).toBeHidden();
  });
});

test('once others are in, the lobby shows who is there and one green button, on every size', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', SMALL);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const bram = await Person.arrive(browser, 'Bram', SMALL);
  await bram.join(invitation);
  const agree = bram.page.getByRole('button', { name: 'Ik houd me aan deze afspraken' });
  await expect(agree).toBeInViewport();
  expect(await green(bram)).toEqual(['Ik houd me aan deze afspraken']);
  const begin = gerda.page.getByRole('button', { name: 'Begin het gesprek' });
  await expect(begin).toBeInViewport();
  expect(await green(gerda)).toEqual(['Begin het gesprek']);
  await pictures(gerda, 'lobby-two-leader');
  await pictures(bram, 'lobby-two-participant');
  await bram.accept();
  expect(await green(bram)).toEqual([]);
  await pictures(bram, 'lobby-agreed-participant');

  for (const name of ['Chantal', 'Dries', 'Els met een lange achternaam']) {
    const other = await Person.arrive(browser, name, SMALL);
    await other.join(invitation);
  }
  await gerda.sees('1 van de 5 is akkoord met de afspraken.');
  await expect(begin).toBeInViewport();
  await pictures(gerda, 'lobby-five-leader');
  await pictures(bram, 'lobby-five-participant');
  await gerda.isAccessible();
  await bram.isAccessible();

  await test.step('who takes over is one tap', async () => {
    const choice = gerda.page.getByLabel('Wie neemt het over als jij wegvalt?');
    await expect(choice.locator('option:checked')).toHaveText('Bram');
    await gerda.press('Wijs Bram aan');
    await bram.sees(/Jij bent nu de vervanger/);
  });
});

test('before the meeting the connection, the device and the sound can be tried', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  await bram.join(invitation);
  await bram.page.getByRole('heading', { name: 'Werkt alles?' }).click();
  await bram.sees(/De verbinding is (vlot|goed genoeg|traag): heen en terug in \d+ milliseconden/);
  await bram.sees('Dit apparaat bewaart wat je typt.');
  await bram.press('Speel de toon');
  await bram.sees('Hoorde je niets?');
  await bram.page.getByRole('checkbox', { name: /Een zachte toon/ }).uncheck();
  expect((await bram.kept())['kring:sound']).toBe('false');
  await bram.picture('check-phone');
  await bram.isAccessible();
  await kring.kill();
  await bram.press('Probeer opnieuw');
  await bram.sees('Er is geen verbinding met de server.');
  await kring.restart();
});

test('a meeting that goes on is the first thing on the start page', async ({ browser, kring }) => {
  const gerda = await Person.arrive(browser, 'Gerda', SMALL);
  await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  await gerda.page.goto(kring.url);
  const on = gerda.page.getByRole('link', { name: 'Ga verder: Woensdaggroep' });
  await expect(on).toBeInViewport();
  expect(await green(gerda)).toEqual(['Ga verder']);
  await pictures(gerda, 'start-goes-on');
  await gerda.isAccessible();
  await on.click();
  await gerda.sees('Nodig de anderen uit');
});

test('a code that is read out leads to the invitation, and no longer once the conversation began', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', SMALL);
  await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const code = await gerda.page.getByTestId('short-code').innerText();
  expect(code).toMatch(/^[0-9A-Z]{3} [0-9A-Z]{3}$/);

  const bram = await Person.arrive(browser, 'Bram', SMALL);
  await bram.page.goto(kring.url);
  await bram.page.getByRole('link', { name: 'Ik heb een korte code' }).click();
  const field = bram.page.getByLabel('De code die de gespreksleider voorleest');
  await field.fill('000 000');
  await bram.press('Verder');
  await bram.sees(/Deze code klopt niet/);
  expect(await green(bram)).toEqual(['Verder']);
  await pictures(bram, 'join-code');
  await bram.isAccessible();
  await field.fill(code.toLowerCase());
  await bram.press('Verder');
  await bram.sees('Gerda leidt het gesprek.');
  await bram.page.getByLabel('Jouw naam').fill('Bram');
  await bram.press('Doe mee');
  await expect(gerda.page.getByText('Wie er zijn')).toBeAttached();

  await test.step('afterwards the link is asked for', async () => {
    await gerda.press('Begin het gesprek');
    const els = await Person.arrive(browser, 'Els', SMALL);
    await els.page.goto(`${kring.url}/join`);
    await els.page.getByLabel('De code die de gespreksleider voorleest').fill(code);
    await els.press('Verder');
    await els.sees(/Vraag dan om de link/);
  });
});
