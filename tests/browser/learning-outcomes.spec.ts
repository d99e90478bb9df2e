/** Learning outcomes: pasted before the start, pointed at by themes, and read in the report. */
import { expect, test } from './kring';
import { LAPTOP, Person, TALL_PHONE } from './person';

const LINES = [
  'Je kijkt eerst en oordeelt later.',
  'Je geeft feedback die verder helpt: concreet, over gedrag, en op een moment waarop de ander er iets mee kan.',
  'Je stelt vragen en wacht op antwoord.',
];

/** Gerda leads on a laptop; Ilse and Bram are on phones. */
async function gather(browser: Parameters<typeof Person.arrive>[0], url: string, method: RegExp) {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(url, method, 'Woensdaggroep');
  const ilse = await Person.arrive(browser, 'Ilse', TALL_PHONE);
  const bram = await Person.arrive(browser, 'Bram', TALL_PHONE);
  for (const person of [ilse, bram]) await person.join(invitation);
  return { gerda, ilse, bram };
}

async function paste(gerda: Person, text: string): Promise<void> {
  const field = gerda.page.getByLabel('Leeruitkomsten, één per regel');
  if (!(await field.isVisible())) {
    await gerda.page.getByRole('heading', { name: 'Leeruitkomsten' }).click();
  }
  await field.fill(text);
}

/** Saves, and waits until the server has them. */
async function save(gerda: Person): Promise<void> {
  const card = gerda.page.locator('details').filter({ hasText: 'Leeruitkomsten' });
  await card.getByRole('button', { name: 'Bewaren' }).click();
  await expect(card.getByRole('status')).toHaveText('Bewaard');
}

async function toThemes({ gerda, ilse, bram }: Awaited<ReturnType<typeof gather>>) {
  await gerda.press('Taken van Ilse');
  await gerda.press('Wijs aan als inbrenger');
  await ilse.sees('Jij brengt in.');
  await gerda.press('Begin het gesprek');
  await gerda.press('Meer mogelijkheden');
  const menu = gerda.page.getByRole('dialog');
  await menu.getByRole('button', { name: "Zoeken naar kernthema's", exact: true }).click();
  for (const person of [gerda, ilse, bram]) await person.at("Zoeken naar kernthema's");
}

test('learning outcomes are pasted in the lobby, pointed at by a theme, and in the report', async ({
  browser,
  kring,
}) => {
  const here = await gather(browser, kring.url, /beeldmateriaal/i);
  const { gerda, ilse, bram } = here;
  await expect(bram.page.getByText('Leeruitkomsten')).toHaveCount(0);
  await paste(gerda, LINES.map((line) => `• ${line}`).join('\n\n'));
  await gerda.sees('3 van hooguit 40');
  await save(gerda);
  await gerda.page.getByRole('heading', { name: 'Leeruitkomsten' }).scrollIntoViewIfNeeded();
  await gerda.picture('learning-outcomes-lobby-laptop');
  await gerda.isAccessible();
  await bram.page.getByRole('heading', { name: 'Leeruitkomsten' }).click();
  await bram.sees(LINES[2]!);
  await bram.page.getByText(LINES[2]!).scrollIntoViewIfNeeded();
  await bram.picture('learning-outcomes-lobby-phone');
  await bram.isAccessible();

  await toThemes(here);
  await bram.type('theme', 'Ruimte geven door te wachten');
  await bram.press('Meer invullen');
  await bram.page.getByRole('checkbox', { name: LINES[1]! }).check();
  await bram.page.getByRole('checkbox', { name: LINES[2]! }).check();
  await bram.sees('2 gekozen');
  await bram.page.getByText('Over welke leeruitkomsten').scrollIntoViewIfNeeded();
  await bram.picture('learning-outcomes-writing-phone');
  await bram.isAccessible();
  await bram.write('theme', 'Ruimte geven door te wachten');
  const theme = gerda.page.getByTestId('contribution').filter({ hasText: 'Ruimte geven' });
  await expect(theme.getByRole('listitem')).toHaveText(LINES.slice(1));
  await theme.scrollIntoViewIfNeeded();
  await gerda.picture('learning-outcomes-reading-laptop');
  await gerda.isAccessible();
  await ilse.sees(LINES[1]!);
  await ilse.page.getByText(LINES[1]!).first().scrollIntoViewIfNeeded();
  await ilse.picture('learning-outcomes-reading-phone');

  // Changing it begins with what was chosen.
  const own = bram.page.getByTestId('contribution').first();
  await own.getByRole('button', { name: 'Aanpassen' }).click();
  await expect(own.getByRole('checkbox', { name: LINES[2]! })).toBeChecked();
  await own.getByRole('checkbox', { name: LINES[1]! }).uncheck();
  await own.getByRole('button', { name: 'Wijziging bewaren' }).click();
  await expect(theme.getByRole('listitem')).toHaveText([LINES[2]!]);

  await theme.getByRole('button', { name: 'Kies deze' }).click();
  await bram.sees('gekozen');
  await gerda.press('Meer mogelijkheden');
  await gerda.press('Rond de bijeenkomst af');
  await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
  await ilse.sees('Kernthema');
  await ilse.page.getByText(LINES[2]!).first().scrollIntoViewIfNeeded();
  await ilse.picture('learning-outcomes-report-phone');
  await ilse.isAccessible();
});

test('forty long learning outcomes leave the screen usable, and one more is not saved', async ({
  browser,
  kring,
}) => {
  const here = await gather(browser, kring.url, /beeldmateriaal/i);
  const { gerda, bram } = here;
  const long = (n: number) =>
    `${n}. ${'Je laat zien dat je kunt kiezen wat hier past. '.repeat(9)}`;
  const lines = Array.from({ length: 41 }, (_, n) =>
    long(n + 1)
      .slice(0, 200)
      .trim(),
  );
  await paste(gerda, lines.join('\n'));
  await gerda.sees('Eén te veel: er passen er 40.');
  await gerda.picture('learning-outcomes-too-many-laptop');
  await paste(gerda, lines.slice(0, 40).join('\n'));
  await save(gerda);
  await toThemes(here);
  await bram.type('theme', 'Kiezen');
  await bram.press('Meer invullen');
  const send = bram.composer('theme').getByRole('button', { name: 'Delen', exact: true });
  await send.scrollIntoViewIfNeeded();
  await bram.picture('learning-outcomes-forty-phone');
  const pills = bram.composer('theme').getByRole('checkbox');
  await expect(pills).toHaveCount(40);
  for (const place of [0, 1, 2, 3, 39]) await pills.nth(place).check();
  await bram.sees('5 gekozen');
  const wide = await bram.page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBe(TALL_PHONE.width);
  const height = (await bram.composer('theme').boundingBox())?.height ?? 0;
  expect(height).toBeLessThan(TALL_PHONE.height);
  await send.click();
  const theme = gerda.page.getByTestId('contribution').filter({ hasText: 'Kiezen' });
  await theme.getByText('Leeruitkomsten 5').click();
  await expect(theme.getByRole('listitem')).toHaveCount(5);
  await theme.scrollIntoViewIfNeeded();
  await gerda.picture('learning-outcomes-forty-laptop');
});

test('where a method has no themes nobody is asked for learning outcomes', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  await gerda.create(kring.url, /zeven stappen/i, 'Zonder thema');
  await gerda.sees('Titel, tijd en videogesprek');
  await expect(gerda.page.getByText('Leeruitkomsten')).toHaveCount(0);
});
