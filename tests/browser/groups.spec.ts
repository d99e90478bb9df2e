/** A group that lasts: made, joined, its meetings planned and held, whose turn it is, and leaving. */
import { asksIn, makesGroup, members, next, plans } from './circle';
import { expect, test } from './kring';
import { Keyboard } from './keyboard';
import { LAPTOP, PHONE, Person } from './person';

async function pictures(name: string, [laptop, phone]: [Person, Person]) {
  await laptop.page.screenshot({
    path: `results/pictures/groups-${name}-laptop.png`,
    animations: 'disabled',
    fullPage: true,
  });
  await phone.page.screenshot({
    path: `results/pictures/groups-${name}-phone.png`,
    animations: 'disabled',
    fullPage: true,
  });
  for (const person of [laptop, phone]) await person.isAccessible();
}

/** Nothing is wider than the screen. */
async function fits({ page }: Person) {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(over).toBe(0);
}

test('a group is made, lets somebody in, plans and holds a meeting, and somebody leaves it', async ({
  browser,
  kring,
}) => {
  const [gerda, invitation] = await makesGroup(browser, kring.url);
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);

  await test.step('an empty group says what to do first', async () => {
    await gerda.sees('Nodig de anderen uit');
    await gerda.sees('Plan jullie eerste bijeenkomst');
    await gerda.resize(PHONE);
    await gerda.page.screenshot({
      path: 'results/pictures/groups-empty-phone.png',
      fullPage: true,
    });
    await fits(gerda);
    await gerda.resize(LAPTOP);
    await gerda.page.screenshot({
      path: 'results/pictures/groups-empty-laptop.png',
      fullPage: true,
    });
    await gerda.isAccessible();
  });

  await test.step('Ilse asks to come in, and sees the name alone until Gerda lets her in', async () => {
    await ilse.page.goto(invitation);
    await expect(ilse.page.getByRole('button', { name: 'Vraag of je erbij mag' })).toBeVisible();
    await ilse.picture('groups-join-phone');
    await ilse.isAccessible();
    await asksIn(ilse, invitation);
    await expect(ilse.page.getByText('Gerda')).toHaveCount(0);
    await gerda.sees('Ilse vraagt of die erbij mag.');
    await pictures('asks', [gerda, ilse]);
    await gerda.press('Laat binnen: Ilse');
    for (const person of [gerda, ilse]) await expect(members(person)).toContainText('Ilse');
    await expect(ilse.page.getByRole('heading', { name: 'Woensdaggroep' })).toBeVisible();
  });

  await test.step('Gerda plans a meeting, and Ilse says that she cannot come, and then can', async () => {
    await plans(gerda);
    await expect(next(ilse)).toContainText('Iedereen komt.');
    await next(ilse).getByLabel('Ik kan niet').check();
    await expect(next(gerda)).toContainText('Ilse kan niet.');
    await pictures('planned', [gerda, ilse]);
    await fits(ilse);
    await next(ilse).getByLabel('Ik kan niet').uncheck();
    await expect(next(gerda)).toContainText('Iedereen komt.');
  });

  await test.step('both come in without another invitation, and hold it', async () => {
    await gerda.press('Naar de bijeenkomst');
    await expect(gerda.page).toHaveURL(/\/m\//);
    await gerda.sees('Wat we hier bespreken, blijft hier.');
    await ilse.press('Naar de bijeenkomst');
    await expect(ilse.page).toHaveURL(/\/m\//);
    await gerda.press('Taken van Ilse');
    await gerda.press('Wijs aan als inbrenger');
    await gerda.press('Begin het gesprek');
    await ilse.at('Afspraken');
    await gerda.press('Meer mogelijkheden');
    await gerda.press('Rond de bijeenkomst af');
    await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
    for (const person of [gerda, ilse]) await person.sees('Tot de volgende keer');
    await ilse.page.getByText('Tot de volgende keer').scrollIntoViewIfNeeded();
    await ilse.picture('groups-report-phone');
    for (const person of [gerda, ilse]) {
      await person.page.getByRole('link', { name: 'Terug naar de groep' }).click();
      await expect(person.page).toHaveURL(/\/g\//);
    }
  });

  await test.step('the group shows it as held, and whose turn it is', async () => {
    for (const person of [gerda, ilse]) {
      await expect(person.page.getByTestId('earlier')).toContainText('Gerda leidde.');
      await expect(person.page.getByTestId('earlier')).toContainText('Ilse bracht in.');
      const turns = person.page.getByTestId('turns');
      await expect(turns).toContainText('Ilse — leidde nog niet');
      await expect(turns).toContainText('Gerda — bracht nog niet in');
      await person.sees('Plan de volgende bijeenkomst');
    }
    await pictures('held', [gerda, ilse]);
    await fits(ilse);
    await ilse.press('EN');
    await ilse.sees('Plan the next meeting');
    await ilse.isAccessible();
    await fits(ilse);
    await ilse.press('NL');
  });

  await test.step('Ilse leaves, and nothing of the group stays on her phone', async () => {
    await ilse.press('Verlaat de groep');
    await ilse.picture('groups-leave-phone');
    await ilse.isAccessible();
    await ilse.page.getByRole('dialog').getByRole('button', { name: 'Ja, ik ga weg' }).click();
    await ilse.sees('Je hebt de groep verlaten');
    expect(Object.keys(await ilse.kept()).filter((key) => key.startsWith('kring:group'))).toEqual(
      [],
    );
    await expect(members(gerda)).not.toContainText('Ilse');
    await expect(gerda.page.getByTestId('earlier')).toContainText('Een oud-lid bracht in.');
    await gerda.page
      .getByRole('link', { name: /Naar het begin/ })
      .first()
      .click();
    await gerda.page.getByRole('heading', { name: 'Mijn groepen' }).waitFor();
    await gerda.picture('groups-start-laptop');
    await gerda.isAccessible();
    await gerda.page.getByRole('link', { name: 'Woensdaggroep' }).first().click();
    await expect(members(gerda)).toContainText('Gerda');
  });
});

test('a member comes back on another device by a code, or because the group recognises her', async ({
  browser,
  kring,
}) => {
  const [gerda, invitation] = await makesGroup(browser, kring.url);
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  await asksIn(ilse, invitation);
  await gerda.press('Laat binnen: Ilse');
  await expect(members(ilse)).toContainText('Ilse');

  await test.step('by her code, at the address that stands beside it', async () => {
    await ilse.press('Maak mijn code');
    const code = await ilse.page.locator('.code').innerText();
    await ilse.page.locator('.code').scrollIntoViewIfNeeded();
    await ilse.picture('groups-code-phone');
    await ilse.isAccessible();
    const other = await Person.arrive(browser, 'Ilse', LAPTOP);
    await other.page.goto(ilse.page.url());
    await other.sees('Op dit apparaat hoor je nog niet bij deze groep');
    await other.page.getByLabel('Jouw code').fill(code);
    await other.picture('groups-return-laptop');
    await other.isAccessible();
    await other.press('Kom terug');
    await expect(members(other)).toContainText('Ilse (jij)');
    await other.context.close();
  });

  await test.step('recognised by the only other member', async () => {
    const other = await Person.arrive(browser, 'Ilse', PHONE);
    await other.page.goto(invitation);
    await other.page.getByText('Ik hoor er al bij').click();
    await other.page.getByLabel('Jouw naam').last().fill('Ilse');
    await other.picture('groups-belongs-phone');
    await other.isAccessible();
    await other.press('Vraag de groep om mij te herkennen');
    await other.sees('Wie bevestigt dat jij Ilse bent?');
    await gerda.sees('Iemand zegt op een nieuw apparaat Ilse te zijn.');
    await gerda.picture('groups-claim-laptop');
    await gerda.isAccessible();
    await gerda.press('Ja, dit is Ilse');
    await expect(members(other)).toContainText('Ilse (jij)');
    await ilse.sees('Je toegang op dit apparaat geldt niet meer');
  });
});

test('whoever is not let in reads so, and a group that is erased is gone for everybody', async ({
  browser,
  kring,
}) => {
  const [gerda, invitation] = await makesGroup(browser, kring.url);
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  await asksIn(bram, invitation);
  await gerda.press('Hoort hier niet: Bram');
  await gerda.page.getByRole('dialog').getByRole('button', { name: 'Hoort hier niet' }).click();
  await bram.sees('Je hoort niet meer bij deze groep');
  await gerda.press('Wis de groep');
  await gerda.page.getByRole('dialog').getByRole('button', { name: 'Ja, wis alles' }).click();
  await gerda.sees('Deze groep is gewist');
  await gerda.page.getByRole('link', { name: 'Naar het begin' }).last().click();
  await expect(gerda.page.getByRole('heading', { name: 'Mijn groepen' })).toHaveCount(0);
});

test('a group is made out of a meeting that just ended', async ({ started }) => {
  const [gerda, bram] = await started([{ name: 'Bram', on: PHONE }]);
  await gerda.press('Meer mogelijkheden');
  await gerda.press('Rond de bijeenkomst af');
  await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
  await expect(bram!.page.getByText('Zullen we dit vaker doen?')).toBeVisible();
  await bram!.page.getByText('Zullen we dit vaker doen?').scrollIntoViewIfNeeded();
  await bram!.picture('groups-again-phone');
  await gerda.page.getByRole('link', { name: 'Maak er een vaste groep van' }).click();
  await expect(gerda.page.getByLabel('Naam van de groep')).toHaveValue('Woensdaggroep');
  await expect(gerda.page.getByLabel('Jouw naam')).toHaveValue('Gerda');
  await gerda.press('Maak de groep');
  await gerda.sees('Nodig de anderen uit');
});

test('a group is made, invited to, planned for and left by keyboard alone', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const keys = new Keyboard(gerda);
  await gerda.page.goto(`${kring.url}/groups/new`);
  await keys.tabTo(gerda.page.getByLabel('Naam van de groep'));
  await keys.types('Woensdaggroep');
  await keys.tabTo(gerda.page.getByLabel('Jouw naam'));
  await keys.types('Gerda');
  await keys.key('Enter');
  const link = gerda.page.getByRole('textbox', { name: 'Uitnodigingslink' });
  await keys.tabTo(link);
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  await asksIn(ilse, await link.inputValue());
  await keys.press('Laat binnen: Ilse');
  await expect(members(gerda)).toContainText('Ilse');
  await keys.isSomewhere();
  await keys.press('Plan de bijeenkomst');
  await expect(next(gerda)).toContainText('De dag staat nog niet vast');
  await keys.isSomewhere();
  await keys.press('Verzetten of schrappen');
  await gerda.page.getByRole('dialog').waitFor();
  await gerda.picture('groups-move-laptop');
  await gerda.isAccessible();
  await keys.key('Escape');
  await keys.press('Verlaat de groep');
  await keys.press('Ja, ik ga weg');
  await gerda.sees('Je hebt de groep verlaten');
  await keys.isSomewhere();
});

test('a member has the dates in a calendar of their own, until they revoke the address', async ({
  browser,
  kring,
}) => {
  const [gerda] = await makesGroup(browser, kring.url);
  await gerda.page.getByText('In je eigen agenda').click();
  await gerda.press('Maak mijn adres');
  const address = await gerda.page.getByLabel('Adres voor je agenda').inputValue();
  const shown = await gerda.page.request.get(address);
  expect(shown.status()).toBe(200);
  expect(await shown.text()).toContain('BEGIN:VCALENDAR');
  await gerda.page.getByLabel('Adres voor je agenda').scrollIntoViewIfNeeded();
  await gerda.picture('groups-calendar-laptop');
  await gerda.isAccessible();
  await gerda.press('Trek het adres in');
  await expect(gerda.page.getByLabel('Adres voor je agenda')).toHaveCount(0);
  expect((await gerda.page.request.get(address)).status()).toBe(401);
});
