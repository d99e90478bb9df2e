/** What a screen reader is told on somebody's device: every text of the polite live region, in order. */
import { expect } from '@playwright/test';
import type { Person } from './person';

/** Call it before their first page opens. */
export async function listen(person: Person): Promise<void> {
  await person.context.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const look = () => {
      const said = document.querySelector('[data-testid="announcer"]')?.textContent?.trim();
      if (said && heard.at(-1) !== said) heard.push(said);
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}

function heard(person: Person): Promise<string[]> {
  return person.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
}

/** How many times a sentence was read aloud. */
export async function timesHeard(person: Person, sentence: string): Promise<number> {
  return (await heard(person)).filter((said) => said.includes(sentence)).length;
}

/** Asserts that a sentence comes, once. */
export async function hearsOnce(person: Person, sentence: string): Promise<void> {
  await expect
    .poll(() => timesHeard(person, sentence), { message: `${person.name} hears: ${sentence}` })
    .toBe(1);
}
