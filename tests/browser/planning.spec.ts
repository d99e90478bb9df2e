/** A group plans: a year at once, a poll of dates, place and agenda, how it works, and whose turn it is. */
import { groupOfTwo, next, plans } from './circle';
import { expect, test } from './kring';
import { LAPTOP, PHONE, type Person } from './person';

const dayAhead = (days: number) =>
  new Date(Date.now() + days * 24 * 60 * 60 * 1000).toLocaleDateString('sv', {
    timeZone: 'Europe/Amsterdam',
  });

async function pictures(name: string, people: Person[]) {
  for (const person of people) {
    const size = person.page.viewportSize()?.width === PHONE.width ? 'phone' : 'laptop';
    await person.page.screenshot({
      path: `results/pictures/planning-${name}-${size}.png`,
      animations: 'disabled',
      fullPage: true,
    });
    await person.isAccessible();
    const over = await person.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(over).toBe(0);
  }
}

test('a group plans a year, says where and how, and settles whose turn it is', async ({
  browser,
  kring,
}) => {
  const [gerda, ilse] = await groupOfTwo(browser, kring.url);

  await test.step('a series of dates, without the one in the holidays', async () => {
    await ilse.page.getByLabel('Werkwijze').first().selectOption({ label: 'Dialoog' });
    await ilse.page.getByLabel('Datum').fill(dayAhead(1));
    await ilse.page.getByLabel('Plan meteen een reeks').check();
    await ilse.page.getByLabel('Hoe vaak?').fill('5');
    await ilse.page.getByLabel('Om de hoeveel weken?').fill('4');
    const dates = ilse.page.getByRole('group', { name: 'Op deze dagen' }).getByRole('checkbox');
    await expect(dates).toHaveCount(5);
    await dates.nth(2).uncheck();
    await pictures('series', [ilse]);
    await ilse.press('Plan 4 bijeenkomsten');
    await expect(next(gerda)).toBeVisible();
    await expect(gerda.page.getByRole('button', { name: /^Verzetten of schrappen/ })).toHaveCount(
      4,
    );
  });

  await test.step('where it is, the agenda and what to read', async () => {
    await next(gerda).getByRole('button', { name: 'Zet er de plaats of agenda bij' }).click();
    const sheet = gerda.page.getByRole('dialog');
    await sheet.getByLabel(/^Waar/).fill('Lokaal 12');
    await sheet.getByLabel('Agenda').fill('Terugblik\nWie brengt in?');
    await sheet.getByLabel('Vooraf lezen').fill('https://school.example/artikel');
    await sheet.getByRole('button', { name: 'Bewaren' }).click();
    await expect(next(ilse)).toContainText('Lokaal 12');
    await expect(next(ilse)).toContainText('Wie brengt in?');
    await expect(next(ilse).getByRole('link', { name: 'school.example/artikel' })).toBeVisible();
  });

  await test.step('how the group works', async () => {
    const how = gerda.page.getByTestId('arrangements');
    await how.getByRole('button', { name: 'Aanpassen' }).click();
    const sheet = gerda.page.getByRole('dialog');
    await sheet.getByText('Telkens iemand anders').click();
    await sheet.getByLabel(/Hoe evalueren jullie/).fill('In juni, samen.');
    await sheet.getByRole('button', { name: 'Bewaren' }).click();
    await expect(ilse.page.getByTestId('arrangements')).toContainText('Telkens iemand anders');
    await expect(ilse.page.getByTestId('arrangements')).toContainText('In juni, samen.');
  });

  await test.step('a poll of dates, which ends with a meeting', async () => {
    await gerda.page.getByText('Vraag wie wanneer kan').click();
    for (const n of [1, 2]) await gerda.page.getByLabel(`Moment ${n}`).fill(dayAhead(200 + n));
    await gerda.press('Vraag het de groep');
    const poll = ilse.page.getByTestId('poll');
    await expect(poll).toContainText('Nog niet geantwoord: Gerda en Ilse.');
    await poll.getByRole('radio', { name: 'Als het moet' }).nth(1).check();
    await expect(gerda.page.getByTestId('poll')).toContainText('Nog niet geantwoord: Gerda.');
    await gerda.page.getByTestId('poll').getByRole('radio', { name: 'Ja' }).nth(1).check();
    await expect(poll).toContainText('Ja: Gerda');
    await pictures('poll', [gerda, ilse]);
    await gerda.page
      .getByTestId('poll')
      .getByRole('button', { name: /^Kies dit moment/ })
      .nth(1)
      .click();
    await expect(poll).toHaveCount(0);
    await expect(ilse.page.getByRole('button', { name: /^Verzetten of schrappen/ })).toHaveCount(5);
  });

  await test.step('a meeting is held, and the next one is planned under its report', async () => {
    for (const person of [gerda, ilse]) {
      await person.press('Naar de bijeenkomst');
      await expect(person.page).toHaveURL(/\/m\//);
    }
    await gerda.sees(/Lokaal 12/);
    await expect(ilse.page.getByTestId('lobby-agenda')).toContainText('Wie brengt in?');
    await ilse.page.getByTestId('lobby-agenda').scrollIntoViewIfNeeded();
    await ilse.picture('planning-lobby-phone');
    await gerda.picture('planning-lobby-laptop');
    await gerda.press('Taken van Ilse');
    await gerda.press('Wijs aan als inbrenger');
    await gerda.press('Begin het gesprek');
    await ilse.at('Afspraken');
    await gerda.press('Meer mogelijkheden');
    await gerda.press('Rond de bijeenkomst af');
    await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
    const nextTime = gerda.page.getByTestId('next-time');
    await expect(nextTime).toContainText('De volgende keer:');
    await nextTime.getByText('Nog een bijeenkomst plannen').click();
    await nextTime.getByLabel('Datum').fill(dayAhead(90));
    await nextTime.getByRole('button', { name: 'Plan de bijeenkomst' }).click();
    await nextTime.scrollIntoViewIfNeeded();
    await gerda.picture('planning-next-laptop');
    await gerda.isAccessible();
    await gerda.page.getByRole('link', { name: 'Terug naar de groep' }).click();
    await expect(gerda.page.getByRole('button', { name: /^Verzetten of schrappen/ })).toHaveCount(
      5,
    );
  });

  await test.step('somebody is settled to lead next time, and somebody is passed over', async () => {
    await gerda.resize(LAPTOP);
    const turns = gerda.page.getByTestId('turns');
    await expect(turns).toContainText('Ilse — leidde nog niet');
    await turns.getByText('De hele volgorde').click();
    await turns.getByRole('button', { name: 'Zet vast: Gerda, leiden' }).click();
    await expect(turns).toContainText('Gerda — zo afgesproken');
    await turns.getByRole('button', { name: 'Sla over: Ilse, inbrengen' }).click();
    await expect(turns).toContainText('slaat een keer over');
    await pictures('turns', [gerda]);
    await turns.getByRole('button', { name: 'Laat los: Gerda, leiden' }).click();
    await expect(turns).not.toContainText('zo afgesproken');
  });
});

test('where a method settles the next time, whoever leads plans it in the meeting', async ({
  browser,
  kring,
}) => {
  const [gerda, ilse] = await groupOfTwo(browser, kring.url);
  await plans(gerda, 'Collegiaal advies');
  for (const person of [gerda, ilse]) {
    await person.press('Naar de bijeenkomst');
    await expect(person.page).toHaveURL(/\/m\//);
  }
  await gerda.press('Taken van Ilse');
  await gerda.press('Wijs aan als inbrenger');
  await gerda.press('Begin het gesprek');
  await gerda.press('Meer mogelijkheden');
  await gerda.page
    .getByRole('dialog')
    .getByRole('button', { name: /^Evaluatie en afspraken/ })
    .click();
  const nextTime = gerda.page.getByTestId('next-time');
  while ((await gerda.stepId()) !== 'volgende-keer') {
    const before = await gerda.where();
    await gerda.press(/^Verder/);
    await expect.poll(() => gerda.where()).not.toBe(before);
  }
  await nextTime.getByText('Nog een bijeenkomst plannen').click();
  await nextTime.getByLabel('Datum').fill(dayAhead(42));
  await nextTime.getByRole('button', { name: 'Plan de bijeenkomst' }).click();
  await expect(ilse.page.getByTestId('next-time')).toContainText('De volgende keer:');
  await expect(ilse.page.getByTestId('next-time').getByRole('button')).toHaveCount(0);
  await pictures('step', [gerda, ilse]);
});
