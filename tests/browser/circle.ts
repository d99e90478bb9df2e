/** A group of people who meet repeatedly: made from the start page, joined, with its meetings planned. */
import { expect } from './kring';
import { LAPTOP, PHONE, Person } from './person';

type Browser = Parameters<typeof Person.arrive>[0];

/** Gerda on a laptop makes a group from the start page, and reads its invitation. */
export async function makesGroup(browser: Browser, url: string): Promise<[Person, string]> {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  await gerda.page.goto(url);
  await expect(gerda.page.getByRole('heading', { name: 'Mijn groepen' })).toHaveCount(0);
  await gerda.page.getByRole('link', { name: 'Een vaste groep maken' }).click();
  await gerda.page.getByLabel('Naam van de groep').fill('Woensdaggroep');
  await gerda.page.getByLabel('Jouw naam').fill('Gerda');
  await gerda.picture('groups-new-laptop');
  await gerda.isAccessible();
  await gerda.press('Maak de groep');
  await expect(gerda.page).toHaveURL(/\/g\/[\da-f-]{36}$/);
  const link = gerda.page.getByRole('textbox', { name: 'Uitnodigingslink' });
  return [gerda, await link.inputValue()];
}

/** Asks to come in, by the invitation. */
export async function asksIn(guest: Person, invitation: string) {
  await guest.page.goto(invitation);
  await expect(guest.page.getByRole('heading', { name: 'Woensdaggroep' })).toBeVisible();
  await guest.page.getByLabel('Jouw naam').first().fill(guest.name);
  await guest.press('Vraag of je erbij mag');
  await guest.sees('Je vraag ligt bij de groep');
}

export const members = (person: Person) => person.page.getByTestId('members');
export const next = (person: Person) => person.page.getByTestId('next-meeting');

/** A meeting so many days ahead at four. */
export async function plans(person: Person, method = 'Dialoog', days = 1) {
  const later = new Date(Date.now() + days * 24 * 60 * 60 * 1000);
  const day = later.toLocaleDateString('sv', { timeZone: 'Europe/Amsterdam' });
  await person.page.getByLabel('Werkwijze').selectOption({ label: method });
  await person.page.getByLabel('Datum').fill(day);
  await person.page.getByLabel('Tijd', { exact: true }).fill('16:00');
  await person.press('Plan de bijeenkomst');
  await expect(person.page.getByText(/16:00/).first()).toBeVisible();
}

/** A group of two: Gerda on a laptop, who made it, and Ilse on a phone. */
export async function groupOfTwo(browser: Browser, url: string): Promise<[Person, Person]> {
  const [gerda, invitation] = await makesGroup(browser, url);
  const ilse = await Person.arrive(browser, 'Ilse', PHONE);
  await asksIn(ilse, invitation);
  await gerda.press('Laat binnen: Ilse');
  await expect(members(ilse)).toContainText('Ilse');
  return [gerda, ilse];
}
