/** The focus is where somebody goes on, and never on the page as a whole. */
import { begin } from './group';
import { expect, test } from './kring';
import { TALL_PHONE, type Person } from './person';

/** What has the focus, by its words. */
async function isOn(person: Person, name: string | RegExp): Promise<void> {
  const words = () =>
    person.page.evaluate(() => {
      const one = document.activeElement;
      if (one === null || one === document.body) return 'the page as a whole';
      return (one.getAttribute('aria-label') ?? one.textContent ?? '').trim();
    });
  if (typeof name === 'string') await expect.poll(words).toBe(name);
  else await expect.poll(words).toMatch(name);
}

test('whatever opens and closes, the focus goes in and comes back to where it was', async ({
  browser,
  kring,
}) => {
  const { gerda, bram, ilse, goTo } = await begin(browser, kring.url, /zeven/i, TALL_PHONE);
  await goTo('De kernvraag bepalen');
  const keyboard = gerda.page.keyboard;

  await test.step('a menu and the list of keys', async () => {
    await gerda.press('Meer mogelijkheden');
    await keyboard.press('Escape');
    await isOn(gerda, 'Meer mogelijkheden');
    await keyboard.press('?');
    await expect(gerda.page.getByRole('heading', { name: 'Sneltoetsen' })).toBeVisible();
    await keyboard.press('Escape');
    await isOn(gerda, 'Meer mogelijkheden');
  });

  await test.step('a phase that is read back', async () => {
    await gerda.press(/^Inventarisatie/);
    await keyboard.press('Escape');
    await isOn(gerda, /^Inventarisatie/);
  });

  await test.step('the line that opens into a field, and its end', async () => {
    await keyboard.press('s');
    await expect(gerda.composer('kernvraag').getByRole('textbox').first()).toBeFocused();
    await keyboard.type('Wat wil ik zelf?');
    await gerda.press('Sluit het schrijfveld');
    await isOn(gerda, 'Waar draait het om?');
    await keyboard.press('s');
    await gerda.press('Delen');
    await isOn(gerda, /^(Waar draait het om\?|Nog iets opschrijven)$/);
  });

  await test.step('a question that is asked before a text is taken back', async () => {
    await gerda.press('Terugnemen');
    await gerda.page.getByRole('dialog').getByRole('button', { name: 'Annuleren' }).click();
    await isOn(gerda, 'Terugnemen');
    await gerda.press('Aanpassen');
    await expect(gerda.page.getByTestId('contribution').getByRole('textbox').first()).toBeFocused();
  });

  await test.step('what is new', async () => {
    for (const text of ['Waarom nu?', 'Van wie is dit?', 'Wat als het lukt?', 'En dan?']) {
      await ilse.write('kernvraag', text);
    }
    await bram.resize({ width: 360, height: 560 });
    await bram.sees('En dan?');
    await bram.page.mouse.move(180, 300);
    await bram.page.mouse.wheel(0, 3_000);
    await expect.poll(() => bram.page.evaluate(() => scrollY)).toBeGreaterThan(100);
    await ilse.write('kernvraag', 'Durf ik stil te blijven?');
    await bram.press('1 nieuw');
    await isOn(bram, /^Kernvragen/);
  });
});
