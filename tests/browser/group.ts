/** A meeting with an inbrenger, that has begun, and moves through its phases by their names. */
import { expect } from './kring';
import { LAPTOP, PHONE, Person } from './person';

type Browser = Parameters<typeof Person.arrive>[0];

/** Gerda leads on a laptop; Ilse, who brings the case, and Bram are on phones of this size. */
export async function begin(browser: Browser, url: string, method: RegExp, size = PHONE) {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(url, method, 'Woensdaggroep');
  const ilse = await Person.arrive(browser, 'Ilse', size);
  const bram = await Person.arrive(browser, 'Bram', size);
  for (const person of [ilse, bram]) await person.join(invitation);
  await gerda.press('Taken van Ilse');
  await gerda.press('Wijs aan als inbrenger');
  await ilse.sees('Jij brengt in.');
  await gerda.press('Begin het gesprek');
  const goTo = async (phase: string) => {
    await gerda.press('Meer mogelijkheden');
    const menu = gerda.page.getByRole('dialog');
    await menu.getByRole('button', { name: phase, exact: true }).click();
    for (const person of [ilse, bram]) await person.at(phase);
  };
  /** Goes on one step, whatever the page asks about it first. */
  const next = async () => {
    const before = await bram.where();
    await gerda.press(/^Verder/);
    const sheet = gerda.page.getByRole('dialog');
    if ((await sheet.count()) > 0) await sheet.getByRole('button', { name: /^Verder/ }).click();
    for (const person of [ilse, bram]) await expect.poll(() => person.where()).not.toBe(before);
  };
  return { gerda, ilse, bram, goTo, next, invitation };
}
