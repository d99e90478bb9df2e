/** One person on one device. Finds things as people do: by what they are called. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';

export const PHONE = { width: 360, height: 740 };
export const TALL_PHONE = { width: 390, height: 844 };
export const LAPTOP = { width: 1280, height: 800 };

/** The pictures that the docs show. They are taken anew when KRING_SCREENSHOTS is set. */
const IN_DOCS: ReadonlySet<string> = new Set(['brainstorm-laptop']);
const FOR_DOCS = process.env['KRING_SCREENSHOTS'] !== undefined;

export class Person {
  private constructor(
    readonly name: string,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async arrive(browser: Browser, name: string, viewport: typeof PHONE): Promise<Person> {
    const touch = viewport.width < 600;
    const context = await browser.newContext({ viewport, hasTouch: touch, reducedMotion: 'reduce' });
    const page = await context.newPage();
    // An uncaught error in the page fails the test.
    page.on('pageerror', (error) => {
      throw error;
    });
    return new Person(name, context, page);
  }

  /** Creates a meeting and gives the invitation link. */
  async create(
    url: string,
    method: RegExp,
    title: string,
    also: { keep?: string; call?: string } = {},
  ): Promise<string> {
    await this.chooses(url, method);
    await this.page.getByLabel('Jouw naam').fill(this.name);
    await this.page.getByText(/^Meer: titel/).click();
    await this.page.getByLabel(/^Titel/).fill(title);
    if (also.keep) await this.page.getByLabel(/bewaren/).selectOption(also.keep);
    if (also.call) await this.page.getByLabel(/videogesprek/).fill(also.call);
    await this.press('Maak de bijeenkomst');
    await expect(this.page.getByRole('heading', { name: 'Onze afspraken' })).toBeVisible();
    return this.page.getByRole('textbox', { name: 'Uitnodigingslink' }).inputValue();
  }

  /** On the start page; the form is there then. */
  async chooses(url: string, method: RegExp): Promise<void> {
    await this.page.goto(url);
    await this.page.getByRole('link', { name: method }).click();
    await expect(this.page.getByRole('button', { name: 'Maak de bijeenkomst' })).toBeVisible();
  }

  async join(invitation: string): Promise<void> {
    await this.page.goto(invitation);
    await this.page.getByLabel('Jouw naam').fill(this.name);
    await this.press('Doe mee');
    await expect(this.page).toHaveURL(/\/m\//);
  }

  async accept(): Promise<void> {
    await this.press('Ik houd me aan deze afspraken');
    await expect(this.page.getByText('Je hebt ingestemd met de afspraken.')).toBeVisible();
  }

  /** Turns or widens the device, and waits until the page has the layout of its new size. */
  async resize(viewport: typeof PHONE): Promise<void> {
    await this.page.setViewportSize(viewport);
    const drawn = () =>
      new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await this.page.evaluate(drawn);
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).first().click();
  }

  composer(kind: string) {
    return this.page.getByTestId(`composer-${kind}`);
  }

  /** Opens the fields for a kind, if they are a line now. */
  async opens(kind: string): Promise<void> {
    const line = this.page.getByTestId(`write-${kind}`);
    await expect(line.or(this.composer(kind)).first()).toBeVisible();
    if ((await this.composer(kind).count()) > 0) return;
    await line.click();
  }

  /** Types into the main field of a composer. */
  async type(kind: string, text: string): Promise<void> {
    await this.opens(kind);
    await this.composer(kind).getByRole('textbox').first().fill(text);
  }

  /** Writes a contribution and waits until it is saved. */
  async write(kind: string, text: string): Promise<void> {
    await this.type(kind, text);
    await this.shares(kind);
    await this.sees(text);
  }

  /** Presses the button of a composer, and skips what is asked after it. */
  async shares(kind: string): Promise<void> {
    const send = this.composer(kind).getByRole('button', { name: /^(Delen|Klaarzetten|Noteer)$/ });
    await send.click();
    await expect(this.page.getByTestId('save-state')).toContainText(
      /Opgeslagen|Geen verbinding/,
    );
    const skip = this.page.getByTestId('follow-up').getByRole('button', { name: 'Overslaan' });
    if (await skip.isVisible()) await skip.click();
  }

  async sees(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).first()).toBeVisible();
  }

  async at(phase: string | RegExp): Promise<void> {
    await expect(this.page.getByTestId('phase-title')).toContainText(phase);
  }

  /** Takes a picture, for the results of the tests; where nobody looks at them, only those of the docs. */
  async picture(name: string): Promise<void> {
    if (process.env['CI'] && !FOR_DOCS) return;
    const folder = FOR_DOCS && IN_DOCS.has(name) ? '../../docs/screenshots' : 'results/pictures';
    await this.page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
  }

  /** The phase and step this person stands at. */
  async where(): Promise<string> {
    return (await this.page.getByTestId('phase-title').getAttribute('data-at')) ?? '';
  }

  async stepId(): Promise<string> {
    return (await this.where()).split('/').at(-1) ?? '';
  }

  async has(button: string): Promise<boolean> {
    return (await this.page.getByRole('button', { name: button }).count()) > 0;
  }

  /** Writes one of everything the page offers in this step, except what was written before. */
  async writesWhatIsAsked(): Promise<void> {
    for (const kind of await this.asked()) {
      await this.opens(kind);
      await this.fillIn(kind);
    }
    const main = this.page.getByRole('main');
    const answer = main.getByRole('button', { name: 'Antwoord geven' });
    if ((await answer.count()) > 0) {
      await answer.first().click();
      await this.fillIn('answer');
    }
  }

  /** The kinds that the page offers to write, and that are not written yet. */
  private async asked(): Promise<string[]> {
    const hide = this.page.getByRole('button', { name: 'Sluit het schrijfveld' });
    if (await hide.isVisible()) await hide.click();
    const lines = this.page.locator('[data-testid^="write-"]:not([data-done])');
    const ids = await lines.evaluateAll((all) => all.map((one) => one.dataset['testid'] ?? ''));
    return ids.map((id) => id.replace('write-', '')).filter((kind) => kind !== 'note');
  }

  private async fillIn(kind: string): Promise<void> {
    const text = `${kind} van ${this.name}`;
    const form = this.composer(kind);
    const choices = form.getByRole('radio');
    if ((await choices.count()) > 0) await choices.first().check();
    const fields = form.getByRole('textbox');
    if ((await fields.count()) > 0) await fields.first().fill(text);
    if (kind === 'feedback') await fields.nth(1).fill('Toen de les begon');
    await this.shares(kind);
    if (kind !== 'evaluation') await this.sees(text);
  }

  /** As the inbrenger: lets everybody have the report. */
  async opensReport(): Promise<void> {
    await this.press('Geef het verslag vrij');
    await this.page.getByRole('dialog').getByRole('button', { name: 'Ja, geef vrij' }).click();
  }

  /** Everything in the device's localStorage. */
  async kept(): Promise<{ [key: string]: string }> {
    return this.page.evaluate(() => ({ ...localStorage }));
  }

  /** Waits until the browser keeps the page, so that it opens without a network. */
  async keepsThePage(): Promise<void> {
    await this.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  }

  /** Asserts that axe finds no violation of its accessibility rules. */
  async isAccessible(): Promise<void> {
    // Its other mode opens a page for each analysis, for frames of other origins: there are none.
    const axe = new AxeBuilder({ page: this.page }).setLegacyMode();
    const { violations } = await axe.analyze();
    const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`);
    expect(found).toEqual([]);
  }
}
