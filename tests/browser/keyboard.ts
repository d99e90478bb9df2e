/** A person whose hands stay on the keyboard: the focus moves by Tab and by the page, nothing is clicked. */
import { expect, type Locator } from '@playwright/test';
import type { Person } from './person';

/** More stops than any screen has: further on the focus goes round. */
const MAX_TABS = 120;

export class Keyboard {
  constructor(private readonly person: Person) {}

  private isFocused(target: Locator): Promise<boolean> {
    return target.evaluate((one) => one === document.activeElement);
  }

  /** Tabs until the target has the focus, and asserts that it is in sight then. */
  async tabTo(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    for (let tabs = 0; !(await this.isFocused(target)); tabs++) {
      expect(tabs, `Tab reaches ${target}`).toBeLessThan(MAX_TABS);
      await this.person.page.keyboard.press('Tab');
    }
    await expect(target).toBeInViewport();
  }

  async key(key: string): Promise<void> {
    await this.person.page.keyboard.press(key);
  }

  async types(text: string): Promise<void> {
    await this.person.page.keyboard.type(text);
  }

  /** Goes to a button, or to what opens, and presses it. */
  async press(name: string | RegExp): Promise<void> {
    const { page } = this.person;
    const dialog = page.getByRole('dialog');
    const within = (await dialog.count()) > 0 ? dialog.last() : page;
    await this.tabTo(within.getByRole('button', { name }).first());
    await this.key('Enter');
  }

  /** The focus is on something: never on the page as a whole. */
  async isSomewhere(): Promise<void> {
    await expect
      .poll(() => this.person.page.evaluate(() => document.activeElement?.tagName))
      .not.toBe('BODY');
  }
}
