/** For how long everything is kept, taking one's own along, leaving, and the end of a meeting. */
import { readFile } from 'node:fs/promises';
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

const DAY_MS = 24 * 60 * 60 * 1000;

test('a meeting says how long it is kept, gives everybody their own, and leaves nothing behind', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  const els = await Person.arrive(browser, 'Els', PHONE);

  const invitation = await test.step('Gerda chooses when she starts the circle', async () => {
    await gerda.page.goto(kring.url);
    await gerda.page.getByRole('link', { name: /dialoog/i }).click();
    await gerda.page.getByText(/^Meer: titel/).click();
    const keep = gerda.page.getByLabel(/bewaren/);
    await expect(keep).toHaveValue('30');
    await keep.scrollIntoViewIfNeeded();
    await gerda.picture('keeping-create-laptop');
    await gerda.resize(PHONE);
    await keep.scrollIntoViewIfNeeded();
    await gerda.picture('keeping-create-phone');
    await gerda.isAccessible();
    await gerda.resize(LAPTOP);
    return gerda.create(kring.url, /dialoog/i, 'Woensdaggroep', { keep: '90' });
  });

  await test.step('Bram reads it before he joins', async () => {
    await bram.page.goto(invitation);
    const kept = bram.page.getByText('blijft na afloop 90 dagen bewaard');
    await expect(kept).toBeInViewport();
    await expect(bram.page.getByRole('button', { name: 'Doe mee' })).toBeInViewport();
    await bram.picture('keeping-join-phone');
    await bram.isAccessible();
    await bram.join(invitation);
    await els.join(invitation);
  });

  await test.step('in the lobby everybody sees it change', async () => {
    await bram.sees('blijft na afloop 90 dagen bewaard');
    await expect(bram.page.getByRole('button', { name: 'Bewaartijd aanpassen' })).toHaveCount(0);
    await gerda.press('Bewaartijd aanpassen');
    await gerda.picture('keeping-change-laptop');
    await gerda.isAccessible();
    await choose(gerda, /^30 dagen/);
    await bram.sees('blijft na afloop 30 dagen bewaard');
    await bram.page.getByText('blijft na afloop 30 dagen').scrollIntoViewIfNeeded();
    await bram.picture('keeping-lobby-phone');
    for (const person of [gerda, bram]) {
      await person.page.getByText('Mijn notities').click();
      await person.write('note', `Alleen voor ${person.name}.`);
    }
    await gerda.press('Begin het gesprek');
  });

  await test.step('while they talk, one can take one’s own along; it is kept no longer', async () => {
    for (const person of [gerda, bram, els]) await person.at('Afspraken');
    for (const person of [gerda, bram]) {
      await person.write('ground_rule', `Dit deelt ${person.name}.`);
    }
    await els.type('ground_rule', 'Dit deelde Els nooit.');
    await bram.press('De kring');
    await bram.press('Jouw naam en gegevens');
    await expect(bram.page.getByRole('button', { name: 'Download mijn gegevens' })).toBeVisible();
    await bram.picture('keeping-own-phone');
    await bram.isAccessible();
    await bram.page.keyboard.press('Escape');
    await bram.page.keyboard.press('Escape');
    await gerda.press('Meer mogelijkheden');
    await gerda.page.getByText('Hoe lang alles bewaard blijft').click();
    await gerda.press('Korter bewaren');
    await expect(gerda.page.getByRole('radio', { name: '7 dagen' })).toBeVisible();
    await expect(gerda.page.getByRole('radio', { name: '90 dagen' })).toHaveCount(0);
    await gerda.page.keyboard.press('Escape');
    await gerda.press('Rond de bijeenkomst af');
    await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
  });

  const erasedOn = (person: Person) => person.page.getByTestId('erases-on');

  await test.step('the report says on which day everything is erased', async () => {
    for (const person of [gerda, bram, els]) await expect(erasedOn(person)).toBeVisible();
    await bram.picture('keeping-report-phone');
    await gerda.picture('keeping-report-laptop');
    await gerda.press('Korter bewaren');
    await gerda.picture('keeping-shorten-laptop');
    await choose(gerda, /^7 dagen/);
  });

  await test.step('Bram takes his own along, and nobody else’s', async () => {
    const download = bram.page.waitForEvent('download');
    await bram.press('Download mijn gegevens');
    const file = await download;
    expect(file.suggestedFilename()).toBe('mijn-gegevens-woensdaggroep.json');
    // The page makes the file itself, so that no token is in its address.
    expect(file.url()).toMatch(/^blob:/);
    const text = await readFile(await file.path(), 'utf8');
    expect(text).toContain('Alleen voor Bram.');
    expect(text).toContain('Dit deelt Bram.');
    expect(text).not.toMatch(/Alleen voor Gerda|Dit deelt Gerda|Dit deelde Els/);
    const { token } = await membership(bram);
    expect(text).not.toContain(token);
    const own = JSON.parse(text) as { closed_at_ms: number; erase_at_ms: number };
    expect(own.erase_at_ms - own.closed_at_ms).toBe(7 * DAY_MS);
    const day = new Intl.DateTimeFormat('nl-NL', {
      dateStyle: 'full',
      timeZone: 'Europe/Amsterdam',
    }).format(own.erase_at_ms);
    for (const person of [gerda, bram, els]) {
      await expect(erasedOn(person)).toContainText(`Op ${day} wordt alles gewist`);
    }
    await bram.sees('mijn-gegevens-woensdaggroep.json staat bij je downloads.');
    await bram.isAccessible();
  });

  await test.step('Bram leaves, and his device forgets', async () => {
    await bram.press('Verlaat de bijeenkomst');
    await bram.sees('Je eigen notities kan daarna niemand meer lezen, jij ook niet.');
    await bram.picture('keeping-leave-phone');
    await bram.isAccessible();
    await bram.press('Ja, ik ga weg');
    await bram.sees('Je hebt deze bijeenkomst verlaten.');
    expect(Object.keys(await bram.kept())).toEqual(['kring:name']);
    await bram.picture('keeping-left-phone');
    await bram.isAccessible();
  });

  await test.step('Gerda hands the meeting on', async () => {
    await gerda.page.getByText('Voor de hele groep').scrollIntoViewIfNeeded();
    await gerda.picture('keeping-care-laptop');
    await expect(gerda.page.getByRole('button', { name: 'Verlaat de bijeenkomst' })).toHaveCount(0);
    await gerda.press('Draag de bijeenkomst over');
    await gerda.page.getByRole('radio', { name: 'Els' }).check();
    await gerda.picture('keeping-hand-on-laptop');
    await gerda.isAccessible();
    await gerda.page.getByRole('button', { name: 'Draag over', exact: true }).click();
    await expect(gerda.page.getByRole('button', { name: 'Verlaat de bijeenkomst' })).toBeVisible();
    await expect(gerda.page.getByRole('button', { name: 'Nu alles wissen' })).toHaveCount(0);
  });

  await test.step('Els erases it for everybody, and no device keeps anything', async () => {
    // What she did not share came back to her and is stored on her device until the meeting is erased.
    await els.sees('Dit deelde Els nooit.');
    expect(JSON.stringify(await els.kept())).toContain('Dit deelde Els nooit.');
    await els.press('Nu alles wissen');
    await els.sees('Gerda heeft deze bijeenkomst nu open.');
    const erase = els.page.getByRole('button', { name: 'Wis alles', exact: true });
    await expect(erase).toBeDisabled();
    await els.picture('keeping-erase-phone');
    await els.isAccessible();
    await els.page.getByLabel(/^Typ/).fill('wissen');
    await erase.click();
    for (const person of [els, gerda]) {
      await person.sees('Deze bijeenkomst is gewist.');
      expect(Object.keys(await person.kept())).toEqual(['kring:name']);
      await expect(person.page.getByText('Dit deelt Bram.')).toHaveCount(0);
      await person.isAccessible();
    }
    // Her own text that nobody has seen stays on the screen, to copy, until she leaves the page.
    await els.sees('Dit deelde Els nooit.');
    await els.picture('keeping-erased-phone');
    await gerda.picture('keeping-erased-laptop');
    await gerda.page.goto(kring.url);
    await expect(gerda.page.getByText('Woensdaggroep')).toHaveCount(0);
  });
});

async function choose(person: Person, days: RegExp): Promise<void> {
  const dialog = person.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: days }).check();
  await dialog.getByRole('button', { name: 'Stel in', exact: true }).click();
}

async function membership(person: Person): Promise<{ token: string }> {
  const kept = await person.kept();
  const key = Object.keys(kept).find((one) => one.startsWith('kring:session:'))!;
  return JSON.parse(kept[key]!) as { token: string };
}
