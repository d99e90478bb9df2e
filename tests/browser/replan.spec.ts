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
    await gerda.page.setViewportSize(LAPTOP);
    await gerda.picture('replan-laptop');
    await gerda.page.setViewportSize(PHONE);
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
