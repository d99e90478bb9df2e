/** Before the meeting: preparing for oneself, sharing it, reading it; bringing a case; and four boxes that stay here. */
import { expect, test } from './kring';
import { LAPTOP, Person, PHONE, TALL_PHONE } from './person';

const WORRIES = 'Wat is lastig, en waar maak je je zorgen over?';
const WHY = 'Wat maakt dat je het juist nu over deze leerling wilt hebben?';
const ANSWER = 'Na de pauze begint Sam niet meer aan zijn taak.';

test('a preparation is its author’s until they share it, and is read, printed and beside the first step', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /handelingsgericht/i, 'Over één leerling');
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  await ilse.join(invitation);
  const bram = await Person.arrive(browser, 'Bram', TALL_PHONE);
  await bram.join(invitation);
  const card = (person: Person) => person.page.getByTestId('prepare');

  await test.step('Ilse answers one question at a time, and a reload costs nothing', async () => {
    await card(ilse).scrollIntoViewIfNeeded();
    await ilse.picture('prepare-intro-phone');
    await card(ilse).getByRole('button', { name: 'Begin', exact: true }).click();
    await expect(ilse.page.getByLabel(WHY)).toBeFocused();
    await card(ilse).getByRole('button', { name: 'Sla over' }).click();
    await expect(ilse.page.getByLabel(WORRIES)).toBeFocused();
    await ilse.page.getByLabel(WORRIES).fill(ANSWER);
    await ilse.picture('prepare-question-phone');
    await ilse.isAccessible();
    await ilse.page.reload();
    await card(ilse).getByRole('button', { name: 'Begin', exact: true }).click();
    await card(ilse).getByRole('button', { name: 'Sla over' }).click();
    await expect(ilse.page.getByLabel(WORRIES)).toHaveValue(ANSWER);
    await card(ilse).getByRole('button', { name: 'Bewaar en ga verder' }).click();
    await card(ilse).getByRole('button', { name: 'Bekijk alles' }).click();
    await expect(card(ilse).getByText(ANSWER)).toBeVisible();
    await card(ilse).scrollIntoViewIfNeeded();
    await ilse.picture('prepare-overview-phone');
    await ilse.isAccessible();
    await expect(gerda.page.getByText(ANSWER)).toHaveCount(0);
    await expect(bram.page.getByText('Voorbereid door anderen')).toHaveCount(0);
  });

  await test.step('what is printed is the form, with the answer or empty', async () => {
    await ilse.page.evaluate(() => (window.print = () => undefined));
    await card(ilse).getByRole('button', { name: 'Druk af' }).click();
    const paper = ilse.page.locator('.printed-alone');
    await ilse.resize({ width: 672, height: 1009 });
    await ilse.page.emulateMedia({ media: 'print' });
    await expect(paper.getByText(ANSWER)).toBeVisible();
    await expect(paper.getByText('Naam: Ilse')).toBeVisible();
    await expect(card(ilse)).toBeHidden();
    await ilse.page.evaluate(() => scrollTo(0, 0));
    await ilse.picture('prepare-paper');
    await ilse.page.emulateMedia({ media: null });
    await ilse.resize(PHONE);
    await ilse.page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expect(paper).toHaveCount(0);
  });

  await test.step('once it is shared the others read it, and say so', async () => {
    await card(ilse).getByRole('button', { name: 'Deel met de groep' }).click();
    await bram.page.getByText('Voorbereiding van Ilse').click();
    await expect(bram.page.getByText(ANSWER)).toBeVisible();
    await card(bram).scrollIntoViewIfNeeded();
    await bram.picture('prepare-shared-phone');
    await bram.isAccessible();
    await card(bram).getByRole('button', { name: 'Ik heb dit gelezen' }).click();
    await expect(card(ilse).getByText('gelezen door 1')).toBeVisible();
    await gerda.page.getByText('Voorbereiding van Ilse').click();
    await gerda.page.getByTestId('prepare').scrollIntoViewIfNeeded();
    await gerda.picture('prepare-shared-laptop');
    await gerda.isAccessible();
  });

  await test.step('other words are read anew', async () => {
    await card(ilse).getByRole('button', { name: 'Zorgen: aanpassen' }).click();
    await ilse.page.getByLabel(WORRIES).fill(`${ANSWER} Thuis ook niet.`);
    await card(ilse).getByRole('button', { name: 'Bewaar en ga verder' }).click();
    await expect(bram.page.getByText('Thuis ook niet.')).toBeVisible();
    await expect(card(bram).getByRole('button', { name: 'Ik heb dit gelezen' })).toBeVisible();
  });

  await test.step('it stands beside the first step, and in the report', async () => {
    await gerda.press('Begin het gesprek');
    await bram.at('Vraag toelichten');
    await bram.page.getByText('Vooraf gedeeld (1)').click();
    await expect(bram.page.getByText('Thuis ook niet.')).toBeVisible();
    await bram.picture('prepare-beside-phone');
    await bram.isAccessible();
    await gerda.page.getByText('Vooraf gedeeld (1)').click();
    await gerda.picture('prepare-beside-laptop');
    await gerda.press('Meer mogelijkheden');
    await gerda.press('Rond de bijeenkomst af');
    await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
    const prepared = bram.page.getByTestId('prepared');
    await expect(prepared.getByText('Thuis ook niet.')).toBeVisible();
    await prepared.scrollIntoViewIfNeeded();
    await bram.picture('prepare-report-phone');
    await bram.isAccessible();
  });
});

test('a thought that stayed on the device becomes a case that waits for its step', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /zeven stappen/i, 'Donderdaggroep');
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  await ilse.join(invitation);
  const sent: string[] = [];
  ilse.page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => sent.push(String(payload))),
  );
  await ilse.page.reload();
  const around = ilse.page.getByTestId('look-around');

  await test.step('Ilse looks around in four boxes of her own', async () => {
    await ilse.page.getByText('Weet je nog niet wat je wilt inbrengen?').click();
    await ilse.page.getByLabel('Naam van vak 1').fill('Energie');
    await ilse.page.getByLabel('Gedachten bij Energie').fill('de kring\nde bel na de pauze');
    await ilse.page.getByLabel('Gedachten bij vak 3').fill('GEHEIM, ik twijfel over alles');
    await around.scrollIntoViewIfNeeded();
    await ilse.picture('quadrants-phone');
    await ilse.isAccessible();
    await ilse.page.reload();
    await ilse.page.getByText('Weet je nog niet wat je wilt inbrengen?').click();
    await expect(ilse.page.getByLabel('Naam van vak 1')).toHaveValue('Energie');
    await ilse.resize(LAPTOP);
    await ilse.page.getByText('Weet je nog niet wat je wilt inbrengen?').click();
    await around.scrollIntoViewIfNeeded();
    await ilse.picture('quadrants-laptop');
    await ilse.resize(PHONE);
  });

  await test.step('one line of it is ready in the case, and waits', async () => {
    await ilse.page.getByText('Weet je nog niet wat je wilt inbrengen?').click();
    await around.getByRole('button', { name: 'Neem over: de bel na de pauze' }).click();
    const composer = ilse.composer('case');
    await expect(composer.getByRole('textbox').first()).toHaveValue('de bel na de pauze');
    await composer.getByRole('button', { name: 'Klaarzetten' }).click();
    const brought = ilse.page.getByTestId('bring').getByTestId('contribution');
    await expect(brought.getByText('nog alleen voor jou zichtbaar')).toBeVisible();
    await ilse.page.getByTestId('bring').scrollIntoViewIfNeeded();
    await ilse.picture('bring-phone');
    await ilse.isAccessible();
    expect(sent.some((frame) => frame.includes('de bel na de pauze'))).toBe(true);
    expect(sent.some((frame) => frame.includes('GEHEIM'))).toBe(false);
    await expect(gerda.page.getByText('de bel na de pauze')).toHaveCount(0);
  });

  await test.step('and what she leaves for a step that she will miss, waits too', async () => {
    await ilse.page.getByText('Kun je er niet bij zijn?').click();
    await ilse.page.getByLabel('Voor welke stap?').selectOption({ label: 'Brainstormronde: idee' });
    await ilse.write('idea', 'Begin met een lied.');
    const left = ilse.page.getByTestId('leave-text');
    await expect(left.getByText('Wacht op ‘Brainstormronde’')).toBeVisible();
    await left.scrollIntoViewIfNeeded();
    await ilse.picture('leave-text-phone');
    await ilse.isAccessible();
  });

  await test.step('it shows with the cases of the others', async () => {
    await gerda.press('Begin het gesprek');
    await ilse.at('Inventarisatie');
    await ilse.sees('de bel na de pauze');
    await expect(gerda.page.getByText('de bel na de pauze')).toHaveCount(0);
    await gerda.press(/^Verder/);
    await gerda.sees('de bel na de pauze');
    await gerda.sees('vooraf ingebracht');
    await gerda.picture('brought-laptop');
    await expect(ilse.page.getByText('Begin met een lied.')).toHaveCount(0);
    await expect(gerda.page.getByText('Begin met een lied.')).toHaveCount(0);
  });
});
