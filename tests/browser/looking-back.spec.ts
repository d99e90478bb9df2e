/** A group looks back: what goes along from one meeting to the next, and what is said of it there. */
import { groupOfTwo, makesGroup, plans } from './circle';
import { expect, test } from './kring';
import { LAPTOP, PHONE, type Person } from './person';

async function pictures(name: string, people: Person[]) {
  for (const person of people) {
    const size = person.page.viewportSize()?.width === PHONE.width ? 'phone' : 'laptop';
    await person.page.screenshot({
      path: `results/pictures/looking-back-${name}-${size}.png`,
      animations: 'disabled',
      fullPage: true,
    });
    await person.isAccessible();
  }
}

async function closes(gerda: Person) {
  await gerda.press('Meer mogelijkheden');
  await gerda.press('Rond de bijeenkomst af');
  await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
  await gerda.sees('Tot de volgende keer');
}

async function goes(gerda: Person, phase: string) {
  await gerda.press('Meer mogelijkheden');
  await gerda.page.getByRole('dialog').getByRole('button', { name: phase, exact: true }).click();
}

test('what somebody takes along comes back where the next meeting looks back', async ({
  browser,
  kring,
}) => {
  const [gerda, ilse] = await groupOfTwo(browser, kring.url);
  await plans(gerda, 'Handelingsgerichte intervisie', 1);
  await gerda.page.getByText('Nog een bijeenkomst plannen').click();
  await plans(gerda, 'Intervisie met beeldmateriaal', 8);

  await test.step('Ilse brings a case, and writes a goal and an agreement', async () => {
    for (const person of [gerda, ilse]) {
      await person.press('Naar de bijeenkomst');
      await expect(person.page).toHaveURL(/\/m\//);
    }
    await gerda.press('Taken van Ilse');
    await gerda.press('Wijs aan als inbrenger');
    await gerda.press('Begin het gesprek');
    await ilse.at('Vraag toelichten');
    await goes(gerda, 'Doel formuleren');
    await ilse.at('Doel formuleren');
    await ilse.write('goal', 'Binnen vijf minuten begint hij met zijn werk');
    await goes(gerda, 'Afspraken maken');
    await ilse.at('Afspraken maken');
    await ilse.write('agreement', 'Ik bel de ouders van deze leerling');
    await closes(gerda);
    await ilse.sees('Tot de volgende keer');
  });

  await test.step('she chooses what goes along', async () => {
    const card = ilse.page.getByTestId('take-along');
    await expect(card.getByRole('checkbox')).toHaveCount(2);
    await expect(card.getByRole('checkbox', { name: /Binnen vijf minuten/ })).toBeChecked();
    await card.scrollIntoViewIfNeeded();
    await ilse.picture('looking-back-choose-phone');
    await ilse.isAccessible();
    await card.getByRole('button', { name: 'Neem mee' }).click();
    await expect(card).toContainText('2 dingen staan klaar voor de volgende keer.');
    await card.scrollIntoViewIfNeeded();
    await ilse.picture('looking-back-chosen-phone');
    await ilse.page.reload();
    await expect(card).toContainText('2 dingen staan klaar voor de volgende keer.');
    await expect(gerda.page.getByTestId('take-along')).toHaveCount(0);
  });

  await test.step('it waits in the next meeting, and nobody else knows', async () => {
    for (const person of [gerda, ilse]) {
      await person.page.getByRole('link', { name: 'Terug naar de groep' }).click();
      await person.press('Naar de bijeenkomst');
      await expect(person.page).toHaveURL(/\/m\//);
    }
    const ahead = ilse.page.getByTestId('taken-ahead');
    await expect(ahead).toContainText('Ik bel de ouders van deze leerling');
    await expect(ahead).toContainText('Alleen jij ziet dit, tot de groep terugkijkt.');
    await expect(gerda.page.getByTestId('taken-ahead')).toHaveCount(0);
    await ahead.scrollIntoViewIfNeeded();
    await pictures('ahead', [ilse]);
  });

  await test.step('where the meeting looks back everybody sees it, and Ilse says how it went', async () => {
    await gerda.press('Begin het gesprek');
    await ilse.at('Terugblik');
    for (const person of [gerda, ilse]) {
      await expect(person.page.getByTestId('look-back')).toContainText(
        'Ik bel de ouders van deze leerling',
      );
    }
    const mine = ilse.page.getByTestId('look-back').getByRole('listitem');
    const called = mine.filter({ hasText: 'Ik bel de ouders' });
    await called.getByRole('radio', { name: 'Gedaan' }).check();
    await expect(gerda.page.getByTestId('look-back')).toContainText('Gedaan');
    await called.getByLabel(/Wat zette het in gang/).fill('Ze waren blij dat ik belde.');
    await called.getByRole('button', { name: 'Bewaar' }).click();
    await expect(gerda.page.getByTestId('look-back')).toContainText('Ze waren blij dat ik belde.');
    const goal = mine.filter({ hasText: 'Binnen vijf minuten' });
    await goal.getByRole('radio', { name: 'Bijna' }).check();
    await goal.getByLabel(/volgende kleine stap/).fill('Een zandloper op zijn tafel');
    // What is typed is on the device until it is saved.
    await ilse.page.reload();
    await expect(goal.getByLabel(/volgende kleine stap/)).toHaveValue(
      'Een zandloper op zijn tafel',
    );
    await goal.getByRole('button', { name: 'Bewaar' }).click();
    await expect(gerda.page.getByTestId('look-back')).toContainText('Een zandloper op zijn tafel');
    await pictures('said', [gerda, ilse]);
  });

  await test.step('what is not done goes on, with the next small step', async () => {
    await closes(gerda);
    const card = ilse.page.getByTestId('take-along');
    await expect(card.getByRole('checkbox', { name: /Binnen vijf minuten/ })).toBeChecked();
    await expect(card.getByRole('checkbox', { name: /Ik bel/ })).not.toBeChecked();
    await card.getByRole('button', { name: 'Neem mee' }).click();
    await expect(card).toContainText('Eén ding staat klaar voor de volgende keer.');
    // Nothing was planned: there is a meeting without a date now.
    await ilse.page.getByRole('link', { name: 'Terug naar de groep' }).click();
    await ilse.sees('De dag staat nog niet vast');
    await ilse.press('Naar de bijeenkomst');
    const ahead = ilse.page.getByTestId('taken-ahead');
    await expect(ahead).toContainText('Een zandloper op zijn tafel');
    await ahead.getByRole('button', { name: /Toch niet: Een zandloper/ }).click();
    await expect(ahead).not.toContainText('Een zandloper');
  });
});

test('a method without a look back gets one with a tap', async ({ browser, kring }) => {
  const [gerda] = await makesGroup(browser, kring.url);
  await plans(gerda);
  await gerda.press('Naar de bijeenkomst');
  const ahead = gerda.page.getByTestId('taken-ahead');
  await expect(ahead).toContainText('Deze manier van werken heeft geen terugblik.');
  await gerda.resize(LAPTOP);
  await pictures('offer', [gerda]);
  await ahead.getByRole('button', { name: 'Voeg een terugblik van 5 minuten toe' }).click();
  await expect(ahead).toHaveCount(0);
  await expect(gerda.page.getByRole('listitem').filter({ hasText: 'Terugblik' })).toHaveCount(1);
});
