/** A plan that changes: less time than planned. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

/** What the sheet proposes, a line for each phase. */
function proposal(person: Person) {
  return person.page.getByRole('dialog').getByRole('listitem');
}

/** On a laptop, where the words for a phone are hidden. */
async function runsLate(person: Person): Promise<void> {
  const late = person.page.getByText('8 min uitgelopen').filter({ visible: true });
  await expect(late).toBeVisible();
}

test('who leads fits the rest of the plan into the minutes that are left', async ({
  browser,
  kring,
}) => {
  // The gespreksleider on a phone, where there is least room.
  const gerda = await Person.arrive(browser, 'Gerda', PHONE);
  const invitation = await gerda.create(kring.url, /zeven stappen/i, 'Woensdaggroep');
  const ilse = await Person.arrive(browser, 'Ilse', LAPTOP);
  await ilse.join(invitation);
  await gerda.press('Begin het gesprek');
  await ilse.at('Inventarisatie');

  await test.step('nothing is asked as long as the plan holds', async () => {
    await gerda.sees('Op schema');
    await expect(gerda.page.getByRole('button', { name: 'Pas het plan aan' })).toHaveCount(0);
  });

  await test.step('running late, the gespreksleider alone can adjust it', async () => {
    await gerda.press('Meer mogelijkheden');
    for (let minute = 0; minute < 8; minute++) await gerda.press('+1 minuut');
    await gerda.press('Sluit');
    await gerda.sees('8 min uitgelopen');
    await gerda.picture('behind-phone');
    await gerda.isAccessible();
    await runsLate(ilse);
    await ilse.picture('behind-other-laptop');
    await expect(ilse.page.getByRole('button', { name: 'Pas het plan aan' })).toHaveCount(0);
  });

  await test.step('the proposal says what becomes shorter, and changes nothing yet', async () => {
    await gerda.press('Pas het plan aan');
    await expect(gerda.page.getByLabel('Hoeveel minuten hebben jullie nog?')).toHaveValue('50');
    await gerda.page.getByLabel('Hoeveel minuten hebben jullie nog?').fill('20');
    await gerda.press('Doe een voorstel');
    await gerda.sees('Ook op z’n kortst past het niet');
    await gerda.picture('replan-short-phone');
    await gerda.page.getByLabel('Hoeveel minuten hebben jullie nog?').fill('45');
    await gerda.press('Doe een voorstel');
    await gerda.sees('Zo past alles in 45 minuten:');
    await expect(proposal(gerda).first()).toContainText(/nog 13 → \d+ min/);
    await expect(proposal(gerda).last()).toContainText('hiermee sluiten jullie af');
    await gerda.picture('replan-phone');
    await gerda.isAccessible();
    await gerda.resize(LAPTOP);
    await gerda.picture('replan-laptop');
    await gerda.resize(PHONE);
    await runsLate(ilse);
  });

  await test.step('one tap, and everybody is on schedule again', async () => {
    await gerda.press('Zo doen we het');
    await gerda.sees('Op schema');
    await gerda.picture('replanned-phone');
    await ilse.sees('Op schema');
    await ilse.picture('replanned-laptop');
  });
});

test('a meeting goes on another day, where it stood', async ({ browser, kring }) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /zeven stappen/i, 'Woensdaggroep', {
    call: 'https://video.example/kamer-12',
  });
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  await ilse.join(invitation);
  await gerda.press('Begin het gesprek');
  await ilse.at('Inventarisatie');
  await ilse.type('case', 'Een klas die nog niet klaar');

  await test.step('who leads says when, and everybody sees it', async () => {
    await gerda.press('Meer mogelijkheden');
    await gerda.press('Ga een andere dag verder');
    await gerda.picture('adjourn-sure-laptop');
    await gerda.isAccessible();
    await gerda.page.getByLabel('Wanneer gaan jullie verder?').fill('2027-03-03T16:30');
    await gerda.press('Stop voor vandaag');
    for (const person of [gerda, ilse]) {
      await expect(
        person.page.getByRole('heading', { name: /Jullie gaan verder op woensdag 3 maart/ }),
      ).toBeVisible();
    }
    await ilse.sees('Gerda gaat verder zodra jullie er weer zijn.');
    await expect(ilse.page.getByRole('button', { name: 'Ga verder' })).toHaveCount(0);
    await gerda.picture('adjourned-laptop');
    await ilse.picture('adjourned-phone');
    await gerda.resize(PHONE);
    await gerda.picture('adjourned-leader-phone');
    await gerda.resize(LAPTOP);
    for (const person of [gerda, ilse]) await person.isAccessible();
  });

  await test.step('notes stay possible, and a restart changes nothing', async () => {
    await ilse.write('note', 'Vraag het ook aan de conciërge');
    await kring.killAndRestart();
    await gerda.page.reload();
    await ilse.page.reload();
    await ilse.sees('Vraag het ook aan de conciërge');
  });

  await test.step('with one tap they are back, with what was being written', async () => {
    await gerda.press('Ga verder');
    for (const person of [gerda, ilse]) await person.at('Inventarisatie');
    await expect(ilse.composer('case').getByRole('textbox').first()).toHaveValue(
      'Een klas die nog niet klaar',
    );
    await gerda.sees('Op schema');
    await ilse.picture('resumed-phone');
  });
});

test('who leads leaves steps out, beforehand and of what is still to come', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', PHONE);
  const invitation = await gerda.create(kring.url, /zeven stappen/i, 'Woensdaggroep');
  const ilse = await Person.arrive(browser, 'Ilse', LAPTOP);
  await ilse.join(invitation);

  await test.step('in the lobby a phase of several parts shows them', async () => {
    await gerda.page.getByRole('heading', { name: 'Het plan' }).click();
    await gerda.page.getByText('3 onderdelen').first().click();
    await gerda.page.getByLabel('Noem je casus kort, om de beurt').uncheck();
    await gerda.sees('2 van 3 onderdelen');
    await gerda.page.getByText('2 van 3 onderdelen').scrollIntoViewIfNeeded();
    await gerda.picture('steps-lobby-phone');
    await gerda.isAccessible();
    await gerda.resize(LAPTOP);
    await gerda.page.getByText('2 van 3 onderdelen').scrollIntoViewIfNeeded();
    await gerda.picture('steps-lobby-laptop');
    await gerda.resize(PHONE);
  });

  await test.step('the step is passed over, and what is still to come can change', async () => {
    await gerda.press('Begin het gesprek');
    await ilse.at('Inventarisatie');
    await gerda.sees('deel 1 van 2');
    await expect(ilse.page.getByRole('button', { name: 'Pas aan wat nog komt' })).toHaveCount(0);
    await gerda.press('De stappen');
    await gerda.press('Pas aan wat nog komt');
    await gerda.picture('ahead-phone');
    await gerda.isAccessible();
    await gerda.press('Brainstormronde weglaten');
    await expect(ilse.page.getByRole('navigation').getByText('Brainstormronde')).toHaveCount(0);
    await gerda.resize(LAPTOP);
    await gerda.press('Pas aan wat nog komt');
    await gerda.picture('ahead-laptop');
  });
});
