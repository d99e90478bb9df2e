/** A whole meeting by keyboard alone: from the start page to the report, without one click. */
import { expect, test } from './kring';
import { Keyboard } from './keyboard';
import { LAPTOP, Person } from './person';

test('two people hold a meeting by keyboard alone, from the start page to the report', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const bram = await Person.arrive(browser, 'Bram', LAPTOP);
  const leader = new Keyboard(gerda);
  const other = new Keyboard(bram);
  const dialog = gerda.page.getByRole('dialog');

  /** The key goes to the green button; going on is that one, or beside it. */
  const pressesOn = async () => {
    const on = gerda.page.getByRole('button', { name: /^(Verder|Rond de bijeenkomst af)/ }).last();
    await expect(on).toBeEnabled();
    await leader.key('v');
    await leader.tabTo(on);
    await leader.key('Enter');
  };
  /** The focus is at the new step for both. */
  const goesOn = async (phase: string) => {
    await pressesOn();
    const sure = dialog.getByRole('button', { name: /^Verder/ });
    const there = gerda.page.getByTestId('phase-title').filter({ hasText: phase });
    await expect(sure.or(there).first()).toBeVisible();
    if (await sure.isVisible()) {
      await leader.tabTo(sure);
      await leader.key('Enter');
    }
    for (const person of [gerda, bram]) {
      await person.at(phase);
      await expect(person.page.getByTestId('phase-title')).toBeFocused();
    }
  };
  /** Opens the fields by their key, writes, and shares with Ctrl+Enter. */
  const writes = async (by: Keyboard, person: Person, text: string) => {
    await by.key('s');
    await expect(person.page.locator('.writing textarea').first()).toBeFocused();
    await by.types(text);
    await by.key('Control+Enter');
    await person.sees(text);
    await by.isSomewhere();
    // With a field still open the keys are letters.
    const close = person.page.getByRole('button', { name: 'Sluit het schrijfveld' });
    if (await close.isVisible()) {
      await by.tabTo(close);
      await by.key('Enter');
      await by.isSomewhere();
    }
  };

  await test.step('Gerda chooses a method and makes a meeting', async () => {
    await gerda.page.goto(kring.url);
    await leader.tabTo(gerda.page.getByRole('link', { name: /dialoog/i }));
    await leader.key('Enter');
    await expect(gerda.page.getByRole('heading', { name: 'Dialoog' })).toBeFocused();
    await leader.tabTo(gerda.page.getByLabel('Jouw naam'));
    await leader.types('Gerda');
    await leader.key('Enter');
    await expect(gerda.page.getByRole('heading', { name: 'Onze afspraken' })).toBeVisible();
    await expect(gerda.page.getByRole('heading', { level: 1 })).toBeFocused();
  });

  await test.step('Bram joins by the invitation and agrees', async () => {
    const link = gerda.page.getByRole('textbox', { name: 'Uitnodigingslink' });
    await leader.tabTo(link);
    await bram.page.goto(await link.inputValue());
    await other.tabTo(bram.page.getByLabel('Jouw naam'));
    await other.types('Bram');
    await other.key('Enter');
    await expect(bram.page).toHaveURL(/\/m\//);
    await expect(bram.page.getByRole('heading', { level: 1 })).toBeFocused();
    await other.press('Ik houd me aan deze afspraken');
    await bram.sees('Je hebt ingestemd met de afspraken.');
    await other.isSomewhere();
  });

  await test.step('Bram brings the case, and the conversation begins', async () => {
    await leader.press('Taken van Bram');
    await leader.press('Wijs aan als inbrenger');
    await bram.sees('Jij brengt in.');
    await leader.isSomewhere();
    await leader.key('Escape');
    await leader.press('Begin het gesprek');
    for (const person of [gerda, bram]) {
      await person.at('Afspraken');
      await expect(person.page.getByTestId('phase-title')).toBeFocused();
    }
  });

  await test.step('both write, and go through the steps', async () => {
    await writes(leader, gerda, 'We luisteren om te begrijpen.');
    await writes(other, bram, 'We laten elkaar uitpraten.');
    await goesOn('Situatie');
    await writes(other, bram, 'Ik zeg weinig in het overleg.');
    await goesOn('Verhelderen');
    await writes(leader, gerda, 'Wat maakte dat je stil bleef?');
    await other.press('Antwoord geven');
    await expect(bram.page.getByTestId('composer-answer').getByRole('textbox')).toBeFocused();
    await other.types('Ik wilde niemand overtuigen.');
    await other.key('Control+Enter');
    await gerda.sees('Ik wilde niemand overtuigen.');
    await other.isSomewhere();
  });

  await test.step('a silence begins and ends', async () => {
    await goesOn('Stilte');
    await leader.key('v');
    await leader.key('Enter');
    await bram.sees('Even stil.');
    await leader.isSomewhere();
    await leader.key('v');
    const ends = gerda.page.getByRole('button', { name: 'Sluit de stilte af' });
    await expect(ends).toBeFocused();
    await expect(ends).toBeEnabled();
    await leader.key('Enter');
    await expect(bram.page.getByText('Even stil.', { exact: true })).toHaveCount(0);
    for (const by of [leader, other]) await by.isSomewhere();
  });

  await test.step('Gerda goes back from the menu, and undoes it', async () => {
    await goesOn('Suggesties');
    await leader.key('m');
    await leader.press('Eén stap terug');
    for (const person of [gerda, bram]) {
      await person.at('Stilte');
      await expect(person.page.getByTestId('phase-title')).toBeFocused();
    }
    await leader.press('Ongedaan maken');
    for (const person of [gerda, bram]) {
      await person.at('Suggesties');
      await expect(person.page.getByTestId('phase-title')).toBeFocused();
    }
    await writes(leader, gerda, 'Je zou het vooraf kunnen opschrijven.');
  });

  await test.step('what they now know together is written and supported', async () => {
    await goesOn('Inzicht');
    await writes(other, bram, 'Ik zwijg om anderen te sparen.');
    await pressesOn();
    await expect.poll(() => bram.stepId()).toBe('samen-weten');
    await writes(other, bram, 'We willen elkaar allemaal sparen.');
    await leader.press(/steun/i);
    await bram.sees(/1 .*steun|steun.* 1/i);
    await leader.press(/Kies/);
    await leader.isSomewhere();
    await bram.sees(/gekozen/i);
  });

  await test.step('the meeting closes, and both have the report', async () => {
    for (let step = 0; step < 12; step++) {
      const before = await gerda.where();
      await pressesOn();
      const asked = dialog.getByRole('button', { name: /^(Verder|Rond de bijeenkomst af)/ });
      const moved = gerda.page.locator(`[data-testid="phase-title"]:not([data-at="${before}"])`);
      await expect(asked.or(moved).first()).toBeVisible();
      if (!(await asked.isVisible())) continue;
      const closes = await dialog
        .getByRole('button', { name: 'Rond de bijeenkomst af' })
        .isVisible();
      await leader.tabTo(asked);
      await leader.key('Enter');
      if (closes) break;
      await expect(moved).toBeVisible();
    }
    // The inbrenger has the report first, and opens it.
    await other.press('Geef het verslag vrij');
    await other.press('Ja, geef vrij');
    for (const person of [gerda, bram]) {
      await person.sees('We willen elkaar allemaal sparen.');
      await expect(person.page.getByRole('heading', { level: 1 })).toBeFocused();
    }
    await gerda.picture('keyboard-report-laptop');
  });
});
