/** Nobody is lost when the one who leads is gone, or when somebody comes in late. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

test('a meeting goes on when the one who leads is gone, and then the deputy too', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  const carla = await Person.arrive(browser, 'Carla', PHONE);
  const els = await Person.arrive(browser, 'Els', LAPTOP);
  for (const person of [bram, carla, els]) await person.join(invitation);

  await test.step('a deputy is one tap away, and everybody is told', async () => {
    await gerda.sees('Wie neemt het over als jij wegvalt?');
    await gerda.picture('deputy-laptop');
    await gerda.press('Wijs Bram aan');
    await gerda.sees('Bram neemt het over als jij wegvalt.');
    await bram.sees(/Jij bent nu de vervanger/);
    await carla.sees('Bram is nu de vervanger.');
    await bram.picture('role-notice-phone');
    await bram.isAccessible();
  });

  await gerda.press('Begin het gesprek');
  for (const person of [bram, carla, els]) await person.at('Afspraken');

  await test.step('the deputy takes over once the one who led is away', async () => {
    await gerda.context.close();
    await bram.sees(/Gerda is sinds .* niet verbonden/);
    await carla.sees('Bram kan de leiding overnemen.');
    await bram.press('Neem de leiding over');
    await bram.sees('Jij leidt nu het gesprek.');
    await carla.sees('Bram leidt nu het gesprek.');
  });

  await test.step('without a deputy two of those who are there name who leads', async () => {
    await bram.context.close();
    await els.sees('Wie leidt verder?');
    await els.press('Carla');
    await els.sees('jouw voorstel');
    await carla.sees('voorgesteld door Els');
    await carla.picture('propose-phone');
    await els.picture('propose-laptop');
    await carla.isAccessible();
    await carla.press('Ikzelf');
    await carla.sees('Jij leidt nu het gesprek.');
    await els.sees('Carla leidt nu het gesprek.');
    await expect(els.page.getByText('Wie leidt verder?')).toHaveCount(0);
  });
});

test('whoever comes in late agrees to the same as everybody, and hears where the group is', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  await bram.join(invitation);
  await gerda.press('Begin het gesprek');
  await bram.at('Afspraken');

  const dries = await Person.arrive(browser, 'Dries', PHONE);
  await dries.join(invitation);
  await dries.sees('Het gesprek is al begonnen.');
  await dries.picture('late-agreements-phone');
  await dries.isAccessible();
  await expect(dries.composer('ground_rule')).toHaveCount(0);
  await dries.press('Ik houd me aan deze afspraken');
  await dries.sees('Hier zijn jullie nu');
  await dries.picture('late-where-phone');
  await dries.isAccessible();
  await dries.press('Doe mee');
  await dries.write('ground_rule', 'We laten elkaar uitpraten.');
  // Whoever was in the lobby is not asked again.
  await expect(bram.page.getByText('Het gesprek is al begonnen.')).toHaveCount(0);
});

test('whoever leads undoes a move, and goes one step back within a phase', async ({
  browser,
  kring,
}) => {
  for (const [device, size] of [['phone', PHONE], ['laptop', LAPTOP]] as const) {
    const gerda = await Person.arrive(browser, 'Gerda', size);
    const invitation = await gerda.create(kring.url, /zeven stappen/i, 'Woensdaggroep');
    const bram = await Person.arrive(browser, 'Bram', PHONE);
    await bram.join(invitation);
    await gerda.press('Begin het gesprek');
    await bram.at('Inventarisatie');
    const first = await bram.where();
    await gerda.press(/^Verder/);
    await expect.poll(() => bram.where()).not.toBe(first);
    await gerda.picture(`undo-${device}`);
    await gerda.isAccessible();
    await gerda.press('Ongedaan maken');
    await expect.poll(() => bram.where()).toBe(first);
    await expect(gerda.page.getByRole('button', { name: 'Ongedaan maken' })).toHaveCount(0);

    await gerda.press(/^Verder/);
    await expect.poll(() => bram.where()).not.toBe(first);
    await gerda.press('Meer mogelijkheden');
    await gerda.picture(`lead-menu-${device}`);
    await gerda.press('Eén stap terug');
    await expect.poll(() => bram.where()).toBe(first);
    await gerda.context.close();
    await bram.context.close();
  }
});
