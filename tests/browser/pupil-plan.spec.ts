/** The plan for the pupil: the first section of the report, and alone on one page of paper. */
import { begin } from './group';
import { expect, test } from './kring';
import { LAPTOP, TALL_PHONE } from './person';

const GOAL = 'Doel formuleren';
const NEEDS = 'Onderwijsbehoeften';
const FEASIBLE = 'Wat is haalbaar';
const AGREEMENTS = 'Afspraken maken';

test('the plan for the pupil comes first, and alone it is one page', async ({ browser, kring }) => {
  const { gerda, ilse, bram, goTo } = await begin(
    browser,
    kring.url,
    /handelingsgericht/i,
    TALL_PHONE,
  );

  await test.step('a goal, needs, what can be met, and agreements', async () => {
    await goTo(GOAL);
    await ilse.press('Meer invullen');
    const goal = ilse.composer('goal').getByRole('textbox');
    await goal.nth(0).fill('De leerling begint binnen vijf minuten zelf aan de taak.');
    await goal.last().fill('Met de ouders, op 15 maart om kwart over drie.');
    await ilse.composer('goal').getByRole('button', { name: 'Delen', exact: true }).click();
    await ilse.sees('binnen vijf minuten zelf');
    await goTo(NEEDS);
    for (const need of ['Een vaste plek vooraan', 'Eén stap tegelijk', 'Een kleinere klas']) {
      await bram.write('need', need);
    }
    await goTo(FEASIBLE);
    const answers = [
      ['vaste plek', 'Haalbaar'],
      ['stap tegelijk', 'Deels, of met hulp'],
      ['kleinere klas', 'Niet haalbaar'],
    ] as const;
    for (const [need, feasible] of answers) {
      const item = ilse.page.getByTestId('contribution').filter({ hasText: need });
      await item.getByRole('button', { name: feasible, exact: true }).click();
      await item.getByLabel('Hoe komt het terug in het groepsoverzicht?').fill('Met een stip.');
      await item.getByLabel('En hoe in het groepsplan?').fill(`In blok 3: ${need}.`);
      await item.getByRole('button', { name: 'Bewaren', exact: true }).click();
    }
    await ilse.write('support', 'Een uur hulp in de klas.');
    await goTo(AGREEMENTS);
    await bram.opens('agreement');
    await bram.press('Meer invullen');
    await bram.composer('agreement').getByRole('radio', { name: 'De ouders' }).check();
    await bram.write('agreement', 'We bellen de ouders deze week.');
    await bram.write('agreement', 'Vrijdag staat het op het teamoverleg.');
    await goTo('Opbrengst');
    await gerda.press('Rond de bijeenkomst af');
    await gerda.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
  });
  await test.step('the plan comes first, and names nobody who wrote', async () => {
    const plan = ilse.page.getByTestId('pupil-plan');
    await expect(plan).toContainText('binnen vijf minuten zelf');
    await expect(plan).toContainText('Eén stap tegelijk');
    await expect(plan).toContainText('In blok 3: vaste plek.');
    await expect(plan).toContainText('Met de ouders, op 15 maart om kwart over drie.');
    await expect(plan).toContainText('Met een stip.');
    await expect(plan).toContainText('Een uur hulp in de klas.');
    const headings = plan.getByRole('heading', { level: 3 });
    await expect(headings.filter({ hasText: 'Afspraken' })).toHaveText([
      'Afspraken over de ouders',
      'Afspraken',
    ]);
    await expect(plan).not.toContainText('Een kleinere klas');
    await expect(plan).not.toContainText('Gerda');
    await plan.scrollIntoViewIfNeeded();
    await ilse.picture('plan-phone');
    await ilse.isAccessible();
    await ilse.resize(LAPTOP);
    await plan.scrollIntoViewIfNeeded();
    await ilse.picture('plan-laptop');
  });

  await test.step('alone it is one page of paper, and a text', async () => {
    // As the button does; the print window itself is the browser's.
    await ilse.page.evaluate(() => {
      window.print = () => undefined;
    });
    await ilse.press('Alleen het plan afdrukken');
    await ilse.page.emulateMedia({ media: 'print' });
    await ilse.picture('plan-print');
    const pdf = (await ilse.page.pdf({ preferCSSPageSize: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await ilse.page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await ilse.page.emulateMedia({ media: 'screen' });
    await ilse.sees('Dit verslag is eerst van jou');
    const download = ilse.page.waitForEvent('download');
    await ilse.press('Alleen het plan als tekst');
    expect((await download).suggestedFilename()).toBe('plan-woensdaggroep.md');
  });
});
