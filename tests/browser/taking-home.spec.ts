/** Taking the report home: sharing and copying what can be handed on, and what is one's own above it. */
import { begin } from './group';
import { expect, test } from './kring';
import { TALL_PHONE, type Person } from './person';

const NOTE = 'Dit blijft van mij.';
const TAKEAWAY = 'Ik neem de stilte mee.';

const SIZES = {
  phone: { width: 360, height: 640 },
  tablet: { width: 820, height: 1_180 },
};

interface Shared {
  title: string;
  name: string;
  text: string;
}

type Sharing = typeof globalThis & { shared: Promise<Shared>[] };

/** Keeps what the page would give to another app. */
async function watchSharing(person: Person): Promise<void> {
  await person.page.evaluate(() => {
    const shared: Promise<Shared>[] = [];
    Object.assign(globalThis, { shared });
    const share = async ({ title = '', files = [] }: ShareData) => {
      const file = files[0]!;
      shared.push(file.text().then((text) => ({ title, name: file.name, text })));
    };
    Object.assign(navigator, { share, canShare: () => true });
  });
}

function shared(person: Person): Promise<Shared[]> {
  return person.page.evaluate(() => Promise.all((globalThis as Sharing).shared));
}

async function buttonsOf(person: Person): Promise<string[]> {
  const row = person.page.getByRole('main').locator('.row', { hasText: 'Afdrukken' });
  return row.getByRole('button').allInnerTexts();
}

test('on a phone sharing and copying come first, without what is one’s own', async ({
  browser,
  kring,
}) => {
  const { gerda, ilse, bram, goTo } = await begin(browser, kring.url, /zeven stappen/i, TALL_PHONE);
  await watchSharing(bram);
  await bram.context.grantPermissions(['clipboard-read', 'clipboard-write']);

  await test.step('Bram writes a question, a note and what he takes along', async () => {
    await goTo('Verkenning met vragen');
    await bram.write('question', 'Wat probeerde je al?');
    await bram.press('Notities');
    await bram.write('note', NOTE);
    await bram.page.keyboard.press('Escape');
    await ilse.press('Antwoord geven');
    await ilse.composer('answer').getByRole('textbox').fill('Met hem praten.');
    await ilse.composer('answer').getByRole('button', { name: 'Delen', exact: true }).click();
    await bram.sees('Met hem praten.');
    await goTo('Met elkaar afsluiten');
    await bram.write('takeaway', TAKEAWAY);
    await gerda.press('Rond de bijeenkomst af');
    await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).click();
    await ilse.opensReport();
  });

  await test.step('his step and his notes stand above what the group wrote', async () => {
    await bram.sees('Waar het over ging');
    await expect(bram.page.locator('.notice', { hasText: 'Ilse brengt in.' })).toHaveCount(0);
    const headings = bram.page.getByRole('main').getByRole('heading', { level: 2 });
    await expect(headings.first()).toHaveText('Jouw stap');
    await expect(headings.nth(1)).toHaveText('Jouw notities');
    await bram.picture('report-own-phone');
    await bram.isAccessible();
  });

  await test.step('the answer stands under its question, and empty steps take no room', async () => {
    const answers = bram.page.getByRole('list', { name: 'Antwoord', exact: true });
    await expect(answers).toHaveText(/Met hem praten\./);
    const question = bram.page.getByRole('listitem').filter({ has: answers });
    await expect(question).toContainText('Wat probeerde je al?');
    await expect(bram.page.locator('article').getByRole('heading')).toHaveText([
      'Verkenning met vragen',
      'Met elkaar afsluiten',
    ]);
  });

  await test.step('he shares the report, and copies it', async () => {
    const order = ['Deel het verslag', 'Kopieer de tekst', 'Afdrukken'];
    expect((await buttonsOf(bram)).slice(0, 3)).toEqual(order);
    await bram.press('Deel het verslag');
    await expect.poll(() => shared(bram)).toHaveLength(1);
    const [file] = await shared(bram);
    expect(file).toMatchObject({ title: 'Woensdaggroep', name: 'verslag-woensdaggroep.txt' });
    await bram.press('Kopieer de tekst');
    await bram.sees('Gekopieerd');
    const copied = await bram.page.evaluate(() => navigator.clipboard.readText());
    for (const text of [file!.text, copied]) {
      expect(text).toContain('Wat probeerde je al?');
      expect(text.split(TAKEAWAY)).toHaveLength(3);
      expect(text).not.toContain(NOTE);
    }
  });

  await test.step('on a laptop printing comes first', async () => {
    expect((await buttonsOf(gerda))[0]).toBe('Afdrukken');
    for (const colorScheme of ['light', 'dark'] as const) {
      await gerda.page.emulateMedia({ colorScheme });
      await gerda.picture(`report-laptop-${colorScheme}`);
      await bram.page.emulateMedia({ colorScheme });
      for (const [name, size] of Object.entries(SIZES)) {
        await bram.resize(size);
        await bram.picture(`report-${name}-${colorScheme}`);
      }
    }
  });
});
