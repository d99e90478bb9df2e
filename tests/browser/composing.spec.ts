/** Composing groups from a list: in the browser alone, on a phone as on a laptop. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { Keyboard } from './keyboard';
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

const WHY = 'Jullie werken in verschillende teams.';

async function opens(person: Person, url: string): Promise<void> {
  await person.page.goto(url);
  await person.page.getByRole('link', { name: 'Groepen samenstellen' }).click();
  await expect(person.page.getByRole('heading', { level: 1 })).toHaveText('Groepen samenstellen');
}

async function pastes(person: Person, lines: string[]): Promise<void> {
  await person.page.getByLabel('Lijst met namen').fill(lines.join('\n'));
}

async function makes(person: Person, button = 'Maak kringen'): Promise<void> {
  await person.press(button);
  await expect(person.page.getByRole('heading', { name: 'De kringen' })).toBeFocused();
}

/** The names in each circle on the screen. */
async function circlesOf(person: Person): Promise<string[][]> {
  return person.page
    .locator('ol > li')
    .evaluateAll((circles) =>
      circles.map((circle) =>
        [...circle.querySelectorAll('[data-person] > :first-child')].map(
          (name) => name.textContent ?? '',
        ),
      ),
    );
}

/** Each two people of a circle, in the order of the alphabet. */
function pairsOf(circles: string[][]): string[] {
  return circles.flatMap((names) =>
    names.flatMap((one) => names.filter((other) => one < other).map((other) => `${one}+${other}`)),
  );
}

async function keepsApart(person: Person, one: string, other: string): Promise<void> {
  const fold = person.page.locator('details').filter({ hasText: 'Wie liever niet bij elkaar?' });
  if (!(await fold.evaluate((details: HTMLDetailsElement) => details.open))) {
    await fold.getByText('Wie liever niet bij elkaar?').click();
  }
  await fold.getByLabel('De een').fill(one);
  await fold.getByLabel('De ander').fill(other);
  await fold.getByRole('button', { name: 'Voeg toe' }).click();
}

for (const [device, size] of [
  ['phone', PHONE],
  ['laptop', LAPTOP],
] as const) {
  test(`an example becomes circles in two taps on a ${device}`, async ({ browser, kring }) => {
    const trainer = await Person.arrive(browser, 'Gerda', size);
    const { page } = trainer;
    await opens(trainer, kring.url);
    await trainer.picture(`composing-empty-${device}`);
    await trainer.isAccessible();
    await trainer.press('Vul een voorbeeld in');
    await trainer.sees('18 namen, met Team en Ervaring');
    await trainer.sees('Dat worden 3 kringen van 6.');
    await makes(trainer);
    await trainer.sees('Alle wensen zijn gelukt.');
    const circles = await circlesOf(trainer);
    expect(circles.map((names) => names.length)).toEqual([6, 6, 6]);
    expect(new Set(circles.flat()).size).toBe(18);
    await page.getByRole('heading', { name: 'De kringen' }).scrollIntoViewIfNeeded();
    await trainer.picture(`composing-circles-${device}`);
    await trainer.isAccessible();
    await page.screenshot({
      path: `results/pictures/composing-whole-${device}.png`,
      fullPage: true,
    });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await trainer.press('EN');
    await trainer.sees('All wishes are met.');
    await trainer.isAccessible();
  });
}

test('names and wishes never leave the browser', async ({ browser, kring }) => {
  const trainer = await Person.arrive(browser, 'Gerda', LAPTOP);
  await opens(trainer, kring.url);
  const asked: string[] = [];
  trainer.page.on('request', (request) =>
    asked.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`),
  );
  trainer.page.on('websocket', (socket) => asked.push(socket.url()));
  await pastes(trainer, ['Naam;Team', ...'ABCDEFGHIJKL'.split('').map((n) => `Persoon${n};Team1`)]);
  await makes(trainer);
  await trainer.page.getByLabel('Waarom juist deze mensen samen?').fill(WHY);
  await makes(trainer, 'Maak nog een ronde');
  expect(asked.filter((one) => !/^GET [^?]*\/assets\/[\w.-]+ $/.test(one))).toEqual([]);
  expect(JSON.stringify(await trainer.kept())).not.toContain('Persoon');
});

test('wishes that cannot be met are named with the people, the circle and the wish', async ({
  browser,
  kring,
}) => {
  const trainer = await Person.arrive(browser, 'Gerda', PHONE);
  await opens(trainer, kring.url);
  await pastes(trainer, 'An Bo Cas Dirk Els Fien Guus Han Ida Jan'.split(' '));
  await trainer.page.getByLabel('Mensen per kring', { exact: true }).last().fill('5');
  for (const [one, other] of [
    ['An', 'Bo'],
    ['bo', 'cas'],
    ['An', 'Cas'],
  ] as const) {
    await keepsApart(trainer, one, other);
  }
  await keepsApart(trainer, 'An', 'Wim');
  await trainer.sees('“Wim” staat niet in de lijst.');
  await keepsApart(trainer, 'Bo', 'An');
  await trainer.sees('Dit tweetal staat er al.');
  await trainer.page.getByText('Wie liever niet bij elkaar?').scrollIntoViewIfNeeded();
  await trainer.picture('composing-pairs-phone');
  await trainer.isAccessible();
  await makes(trainer);
  await trainer.sees('Eén wens is niet gelukt');
  const circles = await circlesOf(trainer);
  const crowded = circles.findIndex(
    (names) => names.filter((n) => /^(An|Bo|Cas)$/.test(n)).length === 2,
  );
  const [one, other] = circles[crowded]!.filter((name) => /^(An|Bo|Cas)$/.test(name));
  await trainer.sees(
    `${one} en ${other} zitten samen in kring ${crowded + 1}. Die wilde je uit elkaar houden.`,
  );
  await trainer.picture('composing-unmet-phone');
});

test('two people change places by hand, and the page says what that breaks', async ({
  browser,
  kring,
}) => {
  const trainer = await Person.arrive(browser, 'Gerda', PHONE);
  const { page } = trainer;
  await opens(trainer, kring.url);
  await pastes(trainer, 'An Bo Cas Dirk Els Fien Guus Han Ida Jan'.split(' '));
  await page.getByLabel('Mensen per kring', { exact: true }).last().fill('5');
  await keepsApart(trainer, 'An', 'Bo');
  await makes(trainer);
  await trainer.sees('Alle wensen zijn gelukt.');
  const before = await circlesOf(trainer);
  const withAn = before.find((names) => names.includes('An'))!;
  const neighbour = withAn.find((name) => name !== 'An')!;
  await trainer.press(new RegExp(`^${neighbour}`));
  await trainer.sees(`${neighbour} gekozen. Met wie wisselen?`);
  await trainer.picture('composing-chosen-phone');
  await page.locator('[data-person]').filter({ hasText: /^Bo\b/ }).click();
  await trainer.sees('Dat breekt een wens: An en Bo zitten samen');
  await expect(page.locator('[data-person]').filter({ hasText: /^Bo\b/ })).toBeFocused();
  await trainer.picture('composing-swapped-phone');
  await trainer.isAccessible();
  await trainer.press('Zet terug');
  await trainer.sees('Alle wensen zijn gelukt.');
  expect(await circlesOf(trainer)).toEqual(before);
});

test('another round remembers who sat together, and what was copied is read again', async ({
  browser,
  kring,
}) => {
  const trainer = await Person.arrive(browser, 'Gerda', LAPTOP);
  const { page } = trainer;
  await trainer.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await opens(trainer, kring.url);
  await pastes(
    trainer,
    Array.from({ length: 25 }, (_, n) => `Naam ${n + 10}`),
  );
  await page.getByLabel('Mensen per kring', { exact: true }).last().fill('5');
  await makes(trainer);
  const first = await circlesOf(trainer);
  await trainer.press('Kopieer als tekst');
  await trainer.sees('Schrijf eerst waarom.');
  const why = page.getByLabel('Waarom juist deze mensen samen?');
  await expect(why).toBeFocused();
  await why.fill(WHY);
  await trainer.press('Eigen tekst voor deze kring: kring 2');
  await page.getByLabel('Waarom juist deze mensen in kring 2?').fill('Omdat het kan.');
  await trainer.press('Kopieer als tekst');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.split('\n').slice(0, 3)).toEqual([
    'Kring 1',
    `Waarom jullie samen: ${WHY}`,
    `- ${first[0]![0]}`,
  ]);
  expect(copied).toContain('Kring 2\nWaarom jullie samen: Omdat het kan.');

  await makes(trainer, 'Maak nog een ronde');
  await trainer.sees('Alle wensen zijn gelukt.');
  const second = await circlesOf(trainer);
  const met = new Set(pairsOf(first));
  expect(pairsOf(second).filter((pair) => met.has(pair))).toEqual([]);

  await page.getByText('Wie zaten al eens bij elkaar?').click();
  await trainer.press('Haal weg: ronde 1');
  await page.getByLabel('Eerdere kringen').fill(copied);
  await trainer.sees('5 eerdere kringen gelezen.');
  await page.getByText('Wie zaten al eens bij elkaar?').scrollIntoViewIfNeeded();
  await trainer.picture('composing-earlier-laptop');
  await trainer.isAccessible();
  await makes(trainer, 'Verdeel opnieuw');
  expect(pairsOf(await circlesOf(trainer)).filter((pair) => met.has(pair))).toEqual([]);
});

test('on paper each circle has a sheet with its names and its reason, and no traits', async ({
  browser,
  kring,
}) => {
  const trainer = await Person.arrive(browser, 'Gerda', LAPTOP);
  const { page } = trainer;
  await page.addInitScript(() => (window.print = () => undefined));
  await opens(trainer, kring.url);
  await trainer.press('Vul een voorbeeld in');
  await makes(trainer);
  const circles = await circlesOf(trainer);
  await page.getByLabel('Waarom juist deze mensen samen?').fill(WHY);
  await trainer.press('Druk af: een blad per kring');
  const sheets = await pagesOf(trainer);
  const joined = (text: string) => text.replace(/\s+/g, '');
  expect(sheets).toEqual(
    circles.map((names, n) => joined(`Kring ${n + 1} ${WHY} ${names.join(' ')}`)),
  );
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  await trainer.press('Druk af: één lijst');
  expect(await pagesOf(trainer)).toEqual([sheets.join('')]);
});

/** The text on each page of paper, without spaces. */
async function pagesOf(person: Person): Promise<string[]> {
  const data = new Uint8Array(await person.page.pdf({ preferCSSPageSize: true }));
  const paper = await getDocument({ data, verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let n = 1; n <= paper.numPages; n++) {
    const { items } = await (await paper.getPage(n)).getTextContent();
    const text = items.map((item) => ('str' in item ? item.str : '')).join('');
    pages.push(text.replace(/\s+/g, ''));
  }
  return pages;
}

test('a list that is made to break things is read as text, or refused in a sentence', async ({
  browser,
  kring,
}) => {
  const trainer = await Person.arrive(browser, 'Gerda', PHONE);
  await opens(trainer, kring.url);
  await trainer.press('Maak kringen');
  await trainer.sees('Plak eerst een lijst met minstens twee namen.');
  await expect(trainer.page.getByLabel('Lijst met namen')).toBeFocused();
  const many = Array.from({ length: 5_000 }, (_, n) => `Naam ${n}`).join('\n');
  await trainer.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await trainer.page.evaluate((text) => navigator.clipboard.writeText(text), many);
  await trainer.page.keyboard.press('Control+V');
  await trainer.sees('Er staan 5.000 namen in deze lijst. Meer dan 500 gaat niet');
  const markup = '<img src=x onerror="document.title=1">';
  await pastes(trainer, [
    ...'An Bo Cas Dirk Els Fien Guus Han An'.split(' '),
    '=1+1',
    markup,
    'a'.repeat(300),
  ]);
  await trainer.sees('“An” staat er 2 keer in.');
  await trainer.sees(/Te lang, en daarom ingekort tot 60 tekens/);
  await trainer.picture('composing-notices-phone');
  await makes(trainer);
  const names = (await circlesOf(trainer)).flat();
  expect(names).toHaveLength(12);
  for (const name of ['An', 'An (2)', '=1+1', markup]) expect(names).toContain(name);
  await expect(trainer.page.locator('main img')).toHaveCount(0);
  const wide = await trainer.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
});

test('a search that goes on for long leaves the page alive and gives what it has when stopped', async ({
  browser,
  kring,
}) => {
  const trainer = await Person.arrive(browser, 'Gerda', LAPTOP);
  const { page } = trainer;
  await opens(trainer, kring.url);
  const lines = Array.from({ length: 500 }, (_, n) => `Naam ${n}`);
  await pastes(trainer, lines);
  // A pair that is wished together and apart: no circles meet every wish, so the search goes on to its end.
  await keepsApart(trainer, 'Naam 1', 'Naam 2');
  const fold = page.locator('details').filter({ hasText: 'Wie juist wel bij elkaar?' });
  await fold.getByText('Wie juist wel bij elkaar?').click();
  await fold.getByLabel('De een').fill('Naam 1');
  await fold.getByLabel('De ander').fill('Naam 2');
  await fold.getByRole('button', { name: 'Voeg toe' }).click();
  await trainer.sees('Ze blijven dan bij elkaar.');
  // Pressed by the page itself as soon as it is there, because the search takes no more than seconds.
  const part = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const button = (text: string) =>
          [...document.querySelectorAll('button')].find((one) => one.textContent?.includes(text));
        new MutationObserver((_, observer) => {
          const stop = button('Stop en neem wat er is');
          if (!stop) return;
          observer.disconnect();
          stop.click();
          resolve(document.querySelector('progress')!.value);
        }).observe(document.body, { childList: true, subtree: true });
        button('Maak kringen')!.click();
      }),
  );
  expect(part).toBeLessThan(1);
  await expect(page.getByRole('heading', { name: 'De kringen' })).toBeFocused();
  expect((await circlesOf(trainer)).flat()).toHaveLength(500);
  await trainer.sees(/^Naam 1 en Naam 2 zitten samen in kring/);
});

test('everything is done with the keyboard', async ({ browser, kring }) => {
  const trainer = await Person.arrive(browser, 'Gerda', LAPTOP);
  const { page } = trainer;
  const keys = new Keyboard(trainer);
  await page.goto(kring.url);
  await keys.tabTo(page.getByRole('link', { name: 'Groepen samenstellen' }));
  await keys.key('Enter');
  await keys.tabTo(page.getByLabel('Lijst met namen'));
  await page.keyboard.insertText(
    'An;a\nBo;b\nCas;a\nDirk;b\nEls;a\nFien;b\nGuus;a\nHan;b\nIda;a\nJan;b',
  );
  await keys.tabTo(page.getByLabel('Mensen per kring', { exact: true }).last());
  await keys.key('Control+A');
  await keys.types('5');
  await keys.tabTo(page.locator('summary').filter({ hasText: 'Wie juist wel bij elkaar?' }));
  await keys.key('Enter');
  await keys.tabTo(page.getByLabel('De een').last());
  await keys.types('An');
  await keys.tabTo(page.getByLabel('De ander').last());
  await keys.types('Bo');
  await keys.key('Enter');
  await trainer.sees('An en Bo');
  await keys.press('Maak kringen');
  await expect(page.getByRole('heading', { name: 'De kringen' })).toBeFocused();
  const [first, second] = await circlesOf(trainer);
  const one = first!.find((name) => !/^(An|Bo)$/.test(name))!;
  const other = second!.find((name) => !/^(An|Bo)$/.test(name))!;
  await keys.press(new RegExp(`^${one}\\b`));
  await keys.key('Escape');
  await expect(page.getByRole('main').getByText('Met wie wisselen?')).toHaveCount(0);
  await keys.isSomewhere();
  await keys.press(new RegExp(`^${one}\\b`));
  await keys.press(new RegExp(`^${other}\\b`));
  await trainer.sees(/zijn gewisseld/);
  await keys.isSomewhere();
  expect((await circlesOf(trainer)).find((names) => names.includes(one))).not.toContain('An');
  await keys.press('Begin met een voorzet');
  await expect(page.getByLabel('Waarom juist deze mensen samen?')).not.toHaveValue('');
  await keys.press('Maak nog een ronde');
  await expect(page.getByRole('heading', { name: 'De kringen' })).toBeFocused();
});

test('circles become groups with a link each, and no name of the list leaves the browser', async ({
  browser,
  kring,
}) => {
  const trainer = await Person.arrive(browser, 'Gerda', LAPTOP);
  const { page } = trainer;
  await opens(trainer, kring.url);
  await pastes(trainer, ['Amira', 'Bart', 'Celine', 'Daan', 'Esra', 'Frank']);
  await page.getByRole('spinbutton', { name: 'Mensen per kring' }).fill('3');
  await makes(trainer);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));

  await page.getByLabel('Hoe heten de groepen?').fill('Starters');
  await page.getByTestId('make-groups').getByLabel('Jouw naam').fill('Gerda');
  await trainer.press('Maak 2 groepen');
  await trainer.sees('Schrijf eerst waarom');
  await page.getByLabel('Waarom juist deze mensen samen?').fill(WHY);
  await trainer.press('Maak 2 groepen');
  await trainer.sees('De groepen staan klaar.');
  await page.getByTestId('make-groups').scrollIntoViewIfNeeded();
  await trainer.picture('composing-groups-laptop');
  await trainer.isAccessible();
  expect(sent.join()).toContain(WHY);
  for (const name of ['Amira', 'Bart', 'Celine', 'Daan', 'Esra', 'Frank']) {
    expect(sent.join()).not.toContain(name);
  }
  await expect(page.locator('.printed .address')).toHaveCount(2);
  const link = (await page.locator('.printed .address').first().textContent()) ?? '';

  await test.step('whoever has the link reads the name, and its members the reason', async () => {
    const amira = await Person.arrive(browser, 'Amira', PHONE);
    await amira.page.goto(link);
    await amira.sees('Starters · Kring 1');
    await amira.page.getByLabel('Jouw naam').first().fill('Amira');
    await amira.press('Vraag of je erbij mag');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Starters · Kring 1' }).click();
    const group = await opened;
    await group.getByRole('button', { name: 'Laat binnen: Amira' }).click();
    await amira.sees(WHY);
    await expect(amira.page.getByTestId('members')).toContainText('trainer');
    await page.goto(new URL('/', link).href);
    await page.getByRole('link', { name: 'Je groepen naast elkaar' }).click();
    await expect(page.getByTestId('beside-group')).toHaveCount(2);
  });
});
