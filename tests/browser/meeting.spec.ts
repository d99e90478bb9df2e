/** Six people on six devices play `zeven-stappen` to the end. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

test('six people on six devices play zeven-stappen from the invitation to the report', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /Zeven stappen/, 'Intervisie team onderbouw');
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  const chantal = await Person.arrive(browser, 'Chantal', LAPTOP);
  const dries = await Person.arrive(browser, 'Dries', PHONE);
  const els = await Person.arrive(browser, 'Els', LAPTOP);
  const others = [ilse, bram, chantal, dries, els];
  const all = [gerda, ...others];

  await test.step('everybody joins and agrees', async () => {
    for (const person of others) await person.join(invitation);
    for (const person of all) await person.accept();
    await gerda.sees('Alle 6 zijn akkoord met de afspraken.');
    await gerda.picture('lobby-laptop');
    await bram.picture('lobby-phone');
    await gerda.isAccessible();
    await bram.isAccessible();
    await gerda.press('Begin het gesprek');
    for (const person of all) await person.at('Inventarisatie');
  });

  await test.step('cases are written for oneself, and then shown together', async () => {
    await ilse.write('case', 'Een leerling die elke les wegloopt');
    await bram.write('case', 'Ouders die alles per mail willen');
    await chantal.type('case', 'Een collega die ik niet bereik');
    // A note that was stored later has arrived, and the cases are still not shown to others.
    await els.write('note', 'Een notitie van Els.');
    await expect(els.page.getByText('Een leerling die elke les wegloopt')).toHaveCount(0);
    await ilse.picture('writing-phone');

    // A reload keeps a half-typed text.
    await chantal.page.reload();
    await expect(chantal.composer('case').getByRole('textbox').first()).toHaveValue(
      'Een collega die ik niet bereik',
    );
    await chantal.shares('case');
    await chantal.sees('Een collega die ik niet bereik');
    await gerda.press(/^Verder/);
    for (const person of all) await person.sees('Een leerling die elke les wegloopt');
  });

  await test.step('everybody speaks in turn', async () => {
    await gerda.press('Ga de kring rond');
    await gerda.picture('turns-laptop');
    await gerda.isAccessible();
    await ilse.picture('turns-phone');
    await gerda.press(/^Verder/);
  });

  await test.step('the group chooses in secret, and Ilse brings her case', async () => {
    const vote = async (person: Person) => {
      const cases = person.page.getByRole('listitem').filter({ hasText: 'Een leerling die' });
      await cases.getByRole('button', { name: 'Spreekt me aan' }).click();
    };
    for (const person of [bram, chantal, dries, els]) await vote(person);
    await dries.picture('ballot-phone');
    await dries.isAccessible();
    await chantal.write('note', 'Ik heb gekozen.');
    await els.write('note', 'Ik heb ook gekozen.');
    await gerda.write('note', 'Twee stemmen zijn binnen.');
    await expect(gerda.page.getByText(/spreekt (iemand|\d+ mensen) aan/)).toHaveCount(0);
    await gerda.press('Tel de stemmen');
    await bram.sees(/spreekt 4 mensen aan/);
    await gerda.picture('ballot-laptop');
    const chosen = gerda.page.getByRole('listitem').filter({ hasText: 'Een leerling die' });
    await chosen.getByRole('button', { name: 'Deze casus nemen we' }).click();
    await gerda.sees('Ilse brengt in');
    await moveOn(gerda, /Introductie/);
    for (const person of all) await person.at('Introductie');
  });

  await test.step('Ilse tells, and the others ask', async () => {
    await ilse.write('introduction', 'Hij staat op en loopt de gang op, steeds na tien minuten.');
    await gerda.press(/^Verder/);
    await ilse.write('leervraag', 'Hoe kan ik rustig blijven als hij opstaat?');
    await moveOn(gerda, /Verkenning/);

    // Els loses the connection and goes on typing; her text arrives when the connection is back.
    await els.context.setOffline(true);
    await els.type('question', 'Wat gebeurt er vlak daarvoor?');
    await els.shares('question');
    await expect(els.page.getByTestId('save-state')).toContainText('Geen verbinding');
    await els.picture('offline-laptop');
    await dries.write('question', 'Wat hoopte je te bereiken?');
    await els.context.setOffline(false);
    await gerda.sees('Wat gebeurt er vlak daarvoor?');
    await els.sees('Wat hoopte je te bereiken?');
    await expect(els.page.getByTestId('save-state')).toContainText('Opgeslagen');

    const question = ilse.page.getByRole('listitem').filter({ hasText: 'Wat hoopte je' });
    await question.getByRole('button', { name: 'Antwoord geven' }).first().click();
    await ilse.write('answer', 'Dat hij blijft zitten en ik niet boos word.');
    await bram.sees('Dat hij blijft zitten en ik niet boos word.');
    await bram.picture('questions-phone');
    await els.picture('questions-laptop');
    await bram.isAccessible();
    await moveOn(gerda, /kernvraag/i);
  });

  await test.step('they settle what it is really about', async () => {
    await bram.write('kernvraag', 'Hoe houd je contact zonder te winnen?');
    const proposal = (person: Person) =>
      person.page.getByRole('listitem').filter({ hasText: 'zonder te winnen' });
    await proposal(chantal).getByRole('button', { name: 'Steun ik' }).click();
    await proposal(gerda).getByRole('button', { name: 'Kies deze' }).click();
    await ilse.sees('gekozen');
    await gerda.picture('kernvraag-laptop');
    await moveOn(gerda, /Brainstorm/);
  });

  await test.step('Ilse listens while the others think for her', async () => {
    await expect(ilse.page.getByTestId('listening')).toBeVisible();
    await ilse.sees('Nu luister je.');
    await chantal.write('idea', 'Loop eens met hem mee, zonder iets te zeggen.');
    await bram.write('idea', 'Spreek een teken af waarmee hij even weg mag.');
    await ilse.sees('Spreek een teken af waarmee hij even weg mag.');
    // She is shown no composer that the server would refuse; her notes are there.
    await expect(ilse.page.getByTestId('composer-idea')).toHaveCount(0);
    await expect(ilse.page.getByRole('button', { name: 'Hand opsteken' })).toHaveCount(0);
    await ilse.write('note', 'Dat teken wil ik proberen.');
    await gerda.write('note', 'Ilse luistert.');
    await expect(gerda.page.getByText('Dat teken wil ik proberen.')).toHaveCount(0);
    await ilse.picture('listening-phone');
    await ilse.isAccessible();
    await ilse.resize(LAPTOP);
    await ilse.picture('listening-laptop');
    await ilse.resize(PHONE);
    await chantal.picture('brainstorm-laptop');
    await bram.picture('brainstorm-phone');
    await gerda.picture('leading-laptop');
    await gerda.isAccessible();
    await gerda.resize(PHONE);
    await gerda.picture('leading-phone');
    await gerda.isAccessible();
    await gerda.resize(LAPTOP);
    await moveOn(gerda, /Actieplan/);
  });

  await test.step('Ilse makes a plan, and everybody closes with one sentence', async () => {
    await ilse.write('action', 'Maandag spreek ik een teken met hem af.');
    await ilse.picture('action-phone');
    await moveOn(gerda, /afsluiten/);
    for (const person of all) {
      await person.write('takeaway', `${person.name} neemt iets mee.`);
    }
    await els.picture('closing-laptop');
  });

  await test.step('everybody leaves with the report, and their own notes alone', async () => {
    await gerda.press('Rond de bijeenkomst af');
    await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).click();
    await ilse.opensReport();
    for (const person of all) {
      await expect(person.page.getByRole('heading', { name: 'Waar het over ging' })).toBeVisible();
      await person.sees('Hoe houd je contact zonder te winnen?');
      await person.sees('Maandag spreek ik een teken met hem af.');
      const note = person.page.getByText('Dat teken wil ik proberen.');
      await expect(note).toHaveCount(person === ilse ? 1 : 0);
    }
    await ilse.picture('report-phone');
    await gerda.picture('report-laptop');
    await ilse.isAccessible();
    const download = ilse.page.waitForEvent('download');
    await ilse.press('Download als tekst');
    expect((await download).suggestedFilename()).toContain('.md');
    await ilse.page.emulateMedia({ media: 'print' });
    await ilse.picture('report-print');
  });
});

/** Goes on to the next phase, past the question whether everybody was heard. */
async function moveOn(leader: Person, phase: RegExp): Promise<void> {
  await leader.press(/^Verder/);
  const dialog = leader.page.getByRole('dialog');
  const heading = leader.page.getByTestId('phase-title');
  await expect(dialog.or(heading.filter({ hasText: phase })).first()).toBeVisible();
  if (await dialog.isVisible()) await dialog.getByRole('button', { name: /^Verder/ }).click();
  await leader.at(phase);
}
