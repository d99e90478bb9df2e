/** Every form asks what its step is for, on a phone as on a laptop. */
import { begin } from './group';
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person, TALL_PHONE } from './person';

test('the ground rules that the group chooses are agreements, also for whoever comes in late', async ({
  browser,
  kring,
}) => {
  const { gerda, ilse, bram, invitation } = await begin(browser, kring.url, /dialoog/i, TALL_PHONE);
  await bram.at('Afspraken');
  await bram.write('ground_rule', 'Wie niet wil delen, zegt: ik pas.');
  await ilse.write('ground_rule', 'We laten elkaar uitpraten.');
  await bram.picture('forms-rules-phone');
  const rule = gerda.page.getByTestId('contribution').filter({ hasText: 'ik pas' });
  await rule.getByRole('button', { name: 'Kies deze' }).click();
  await bram.sees('gekozen');
  await gerda.picture('forms-rules-laptop');
  await gerda.isAccessible();
  const dries = await Person.arrive(browser, 'Dries', PHONE);
  await dries.page.goto(invitation);
  await dries.page.getByRole('heading', { name: 'De afspraken van deze groep' }).click();
  await dries.sees('Wie niet wil delen, zegt: ik pas.');
  await expect(dries.page.getByText('We laten elkaar uitpraten.')).toHaveCount(0);
});

test('roles are divided in one tap, and everybody sees who has which', async ({
  browser,
  kring,
}) => {
  const { gerda, ilse, bram } = await begin(browser, kring.url, /handelingsgericht/i, TALL_PHONE);
  for (const person of [gerda, ilse, bram]) {
    await person.page.getByText('Wie doet wat?').click();
  }
  await bram.sees('nog niemand');
  const keeps = gerda.page.getByRole('group', { name: 'Bewaakt de tijd' });
  await keeps.getByRole('button', { name: 'Bram' }).click();
  await expect(keeps.getByRole('button', { name: 'Bram' })).toHaveAttribute('aria-pressed', 'true');
  await bram.sees('Jij bewaakt de tijd');
  await gerda.sees('Nog geen verslaglegger.');
  await gerda.picture('forms-roles-laptop');
  await gerda.isAccessible();
  await ilse.picture('forms-roles-phone');
  await bram.isAccessible();
});

test('an agreement says whom it is about, and who is not covered is named', async ({
  browser,
  kring,
}) => {
  const { gerda, ilse, bram, goTo } = await begin(
    browser,
    kring.url,
    /handelingsgericht/i,
    TALL_PHONE,
  );
  await goTo('Onderwijsbehoeften');
  await bram.write('need', 'Een leerkracht die rustig wacht.');
  await goTo('Wat is haalbaar');
  await ilse.press('Deels');
  await ilse.page.getByLabel(/groepsoverzicht/).fill('Bij de instructiebehoeften.');
  await ilse.page.getByLabel(/groepsplan/).fill('Week 3 en 4.');
  await ilse.picture('forms-feasible-phone');
  await ilse.press('Bewaren');
  await ilse.write('support', 'Een half uur samen voorbereiden.');
  await bram.sees('Een half uur samen voorbereiden.');
  await ilse.picture('forms-support-phone');
  await gerda.picture('forms-support-laptop');
  await goTo('Afspraken maken');
  await bram.opens('agreement');
  await bram.press('Meer invullen');
  await bram.page.getByText('De leerling', { exact: true }).click();
  await bram.picture('forms-agreement-phone');
  await bram.write('agreement', 'Hij kiest zelf zijn eerste opgave.');
  await bram.isAccessible();
  await gerda.press(/^Verder/);
  await gerda.sees(/een afspraak over de ouders/);
  await gerda.picture('forms-agreement-missing-laptop');
});

test('a wish stands beside the case at the ballot', async ({ browser, kring }) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /collegiaal advies/i, 'Regiogroep');
  const bram = await Person.arrive(browser, 'Bram', TALL_PHONE);
  await bram.join(invitation);
  await gerda.press('Begin het gesprek');
  await goOnTo(gerda, 'casus-opschrijven');
  await bram.press('Meer invullen');
  await bram.page.getByText('Inspiratie', { exact: true }).click();
  await bram.picture('forms-wish-phone');
  await bram.write('case', 'Onze werkgroep komt niet van de grond.');
  await goOnTo(gerda, 'rollen');
  await gerda.picture('forms-roles-own-step-laptop');
  await bram.picture('forms-roles-own-step-phone');
  await goOnTo(gerda, 'kiezen');
  await gerda.sees('Vraagt om: inspiratie');
  await gerda.picture('forms-wish-ballot-laptop');
});

/** The leader does what comes next, as the green button says it, until the meeting stands in a step. */
async function goOnTo(leader: Person, step: string): Promise<void> {
  await expect(async () => {
    if ((await leader.stepId()) !== step) {
      await leader.press(/^(Verder|Ga de kring rond|Volgende spreker)/);
    }
    expect(await leader.stepId()).toBe(step);
  }).toPass({ intervals: [300] });
}

test('the goal of this meeting stands beside the leervraag', async ({ browser, kring }) => {
  const { ilse, goTo, next, bram } = await begin(browser, kring.url, /beeldmateriaal/i, TALL_PHONE);
  await goTo('Introductie fragment en leervraag');
  await next();
  await ilse.type('leervraag', 'Hoe geef ik de klas meer ruimte?');
  await ilse.press('Meer invullen');
  await ilse.page.getByLabel(/doel voor deze intervisie/).fill('Twee dingen om te proberen.');
  await ilse.picture('forms-goal-phone');
  await ilse.write('leervraag', 'Hoe geef ik de klas meer ruimte?');
  await bram.sees('Twee dingen om te proberen.');
  await bram.picture('forms-goal-read-phone');
});

test('a fragment is watched from a link, and an observation says when', async ({
  browser,
  kring,
}) => {
  const { gerda, ilse, bram, goTo, next } = await begin(
    browser,
    kring.url,
    /beeldmateriaal/i,
    TALL_PHONE,
  );
  await goTo('Introductie fragment en leervraag');
  await ilse.opens('fragment');
  await ilse.page.getByLabel(/Link naar het fragment/).fill('https://video.example/les-2b');
  await ilse.page.getByLabel(/^Van/).fill('0:30');
  await ilse.page.getByLabel(/^Tot/).fill('1:45');
  await ilse.type('fragment', 'De start van de les');
  await ilse.picture('forms-fragment-phone');
  await ilse.isAccessible();
  await ilse.write('fragment', 'De start van de les');
  await goTo('Waarnemen');
  const link = bram.page.getByRole('link', { name: 'Bekijk het fragment op video.example' });
  await expect(link).toHaveAttribute('href', 'https://video.example/les-2b');
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  await bram.picture('forms-watching-phone');
  await gerda.picture('forms-watching-laptop');
  await next();
  await bram.opens('observation');
  await bram.page.getByLabel(/Wanneer in het fragment/).fill('3:07');
  await bram.picture('forms-moment-phone');
  await bram.write('observation', 'Je wacht drie tellen.');
  await gerda.sees('3:07');
  await gerda.picture('forms-moment-laptop');
});
