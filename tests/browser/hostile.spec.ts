/** Names and texts with markup, scripts and formulas in them, from the list that the server's tests read. */
import { readFileSync } from 'node:fs';
import jsQR from 'jsqr';
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

const LIST = JSON.parse(
  readFileSync(new URL('../hostile.json', import.meta.url), 'utf8'),
) as { what: string; text: string; kept?: string }[];

const LEADER = '<img src=x onerror=alert(1)>';
const OTHER = '=HYPERLINK("javascript:alert(2)")';
const TITLE = '"><script>alert(3)</script><style>*{display:none}</style>';
const CALL = 'javascript:alert(4)//https://school.example';

/** Collects dialogs, refused content, foreign requests and new windows; there must be none. */
function watch(person: Person, home: string): string[] {
  const happened: string[] = [];
  person.page.on('dialog', (dialog) => {
    happened.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  person.page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) happened.push(message.text());
  });
  person.page.on('request', (request) => {
    const url = new URL(request.url());
    const own = url.host === home || ['data:', 'blob:'].includes(url.protocol);
    if (!own) happened.push(`a request to ${url.host}`);
  });
  person.page.on('popup', () => happened.push('a window of its own'));
  return happened;
}

/** Writes the whole list over a second socket, past the page's own checks. */
async function writeEverything(person: Person, kind: 'note' | 'agreement'): Promise<void> {
  const texts = LIST.map((one) => one.text);
  const refused = await person.page.evaluate(writeAll, { texts, kind });
  expect(refused).toEqual([]);
}

interface Wanted {
  texts: string[];
  kind: 'note' | 'agreement';
}

/** Runs in the page. */
function writeAll({ texts, kind }: Wanted): Promise<string[]> {
  const key = Object.keys(localStorage).find((name) => name.startsWith('kring:session:'))!;
  const session = key.slice('kring:session:'.length);
  const { token } = JSON.parse(localStorage.getItem(key)!) as { token: string };
  const socket = new WebSocket(`ws://${location.host}/api/ws`);
  const waiting = new Map<string, object>();
  const refused: string[] = [];
  let at: unknown = null;
  const send = (message: object) => socket.send(JSON.stringify(message));
  const write = (text: string) => {
    const content =
      kind === 'note'
        ? { kind, text }
        : { kind, what: text, who: text.slice(0, 500), by_when: '', evaluation: '' };
    const id = crypto.randomUUID();
    const message = { type: 'command', session, id, command: { do: 'contribute', at, content } };
    waiting.set(id, message);
    send(message);
  };
  return new Promise((resolve, reject) => {
    socket.onclose = (event) => reject(new Error(`closed with ${event.code}`));
    socket.onopen = () => send({ type: 'hello', protocol: 1, token, resume: null });
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data as string);
      for (const record of message.records ?? []) {
        if (record.type === 'stage') at = record.position;
      }
      if (message.type === 'snapshot' && !message.more) texts.forEach(write);
      // Over the rate: the same command is sent again a little later.
      if (message.type === 'failed') setTimeout(() => send(waiting.get(message.id)!), 500);
      if (message.type === 'refused' || message.type === 'error') refused.push(message.code);
      if (['accepted', 'refused', 'error'].includes(message.type)) waiting.delete(message.id);
      if (waiting.size === 0 && message.type === 'accepted') resolve(refused);
    };
  });
}

const squeezed = (text: string) => text.replace(/\s+/gu, ' ').trim();

/** Every text of the list is shown as text, and none of it became an element or a style. */
async function showsOnlyText(person: Person): Promise<void> {
  const main = person.page.getByRole('main');
  const shown = squeezed(await main.evaluate((element) => element.textContent ?? ''));
  for (const { what, text, kept } of LIST) {
    expect.soft(shown.includes(squeezed(kept ?? text)), what).toBe(true);
  }
  const foreign = 'script:not([src^="/"]), iframe, object, embed, svg[onload], img[src="x"], style style';
  const links = '[href^="javascript" i], [href^="data:text" i], [href*="kwaad"], [src*="kwaad"]';
  const handlers = '[onerror], [onload], [onfocus], [onmouseover], [onbegin]';
  for (const selector of [foreign, links, handlers]) {
    await expect(person.page.locator(selector)).toHaveCount(0);
  }
  // No style from a text hides or covers the page.
  await expect(main).toBeVisible();
  const covered = await person.page.evaluate(
    () => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('#app, body') === null,
  );
  expect(covered).toBe(false);
}

test('a meeting of hostile names and texts is a meeting like any other', async ({
  browser,
  kring,
}) => {
  const home = new URL(kring.url).host;
  const gerda = await Person.arrive(browser, LEADER, LAPTOP);
  const ilse = await Person.arrive(browser, OTHER, PHONE);
  const happened = [gerda, ilse].map((person) => watch(person, home));

  const invitation = await gerda.create(kring.url, /handelingsgerichte/i, TITLE, { call: CALL });
  await test.step('the code on the screen is the link, and nothing else', async () => {
    expect(await readCode(gerda)).toBe(invitation);
  });
  await ilse.page.goto(invitation);
  await ilse.sees(TITLE);
  await ilse.join(invitation);
  await gerda.sees(OTHER);
  await gerda.sees(CALL);
  await gerda.press(/^Taken van/);
  await gerda.press('Wijs aan als inbrenger');
  await gerda.press('Begin het gesprek');
  await gerda.press('Meer mogelijkheden');
  const menu = gerda.page.getByRole('dialog');
  await menu.getByRole('button', { name: 'Afspraken maken', exact: true }).click();
  await ilse.at('Afspraken maken');

  await test.step('the page while they talk, on screen and on paper', async () => {
    await writeEverything(gerda, 'note');
    await writeEverything(ilse, 'agreement');
    await expect(gerda.page.getByText(LIST.at(-1)!.text).first()).toBeAttached();
    await showsOnlyText(gerda);
    await gerda.page.emulateMedia({ media: 'print' });
    await showsOnlyText(gerda);
    await gerda.page.emulateMedia({ media: 'screen' });
    await expect(ilse.page.getByText(LIST.at(-1)!.text).first()).toBeAttached();
    await gerda.picture('hostile-meeting-laptop');
    await ilse.picture('hostile-meeting-phone');
    await isNotWiderThanItsScreen(ilse);
  });

  await test.step('the report, on screen, on paper and as files', async () => {
    await closeFrom(gerda);
    await ilse.opensReport();
    for (const person of [gerda, ilse]) {
      await expect(person.page.getByRole('heading', { name: 'Waar het over ging' })).toBeVisible();
    }
    await showsOnlyText(gerda);
    await gerda.sees(LEADER);
    await gerda.picture('hostile-report-laptop');
    await gerda.page.emulateMedia({ media: 'print' });
    await showsOnlyText(gerda);
    await gerda.page.pdf();
    await gerda.page.emulateMedia({ media: 'screen' });
    await isNotWiderThanItsScreen(ilse);
    await ilse.picture('hostile-report-phone');
    const table = await fileOf(gerda, 'Download als tabel');
    expect(table.name).toMatch(/^verslag[a-z0-9-]*\.csv$/);
    expect(table.text).toContain('Casus;Stap;Soort;Tekst;Wie;gekozen;Reactie van de inbrenger\r\n');
    expect(table.text).not.toMatch(/(^|\n|;|")=HYPERLINK/);
    const markdown = await fileOf(gerda, 'Download als tekst');
    expect(markdown.name).toMatch(/^verslag[a-z0-9-]*\.md$/);
    expect(markdown.text).toContain('\\<script\\>');
  });

  expect(happened).toEqual([[], []]);
});

/** A long word does not make the page wider than the screen. */
async function isNotWiderThanItsScreen(person: Person): Promise<void> {
  const wide = await person.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
}

/** Closes the meeting where it stands. */
async function closeFrom(person: Person): Promise<void> {
  await person.page.evaluate(closeMeeting);
}

/** Runs in the page. */
function closeMeeting(): Promise<void> {
  const key = Object.keys(localStorage).find((name) => name.startsWith('kring:session:'))!;
  const session = key.slice('kring:session:'.length);
  const { token } = JSON.parse(localStorage.getItem(key)!) as { token: string };
  const socket = new WebSocket(`ws://${location.host}/api/ws`);
  const send = (message: object) => socket.send(JSON.stringify(message));
  return new Promise((resolve) => {
    socket.onopen = () => send({ type: 'hello', protocol: 1, token, resume: null });
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data as string);
      const command = { do: 'close' };
      if (message.type === 'welcome') {
        send({ type: 'command', session, id: crypto.randomUUID(), command });
      }
      if (message.type === 'accepted') resolve();
    };
  });
}

async function fileOf(person: Person, button: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([person.page.waitForEvent('download'), person.press(button)]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

/** Reads the QR code from a picture of the screen. */
async function readCode(person: Person): Promise<string | null> {
  const code = person.page.getByRole('main').locator('svg[role=img]');
  await expect(code).toBeVisible();
  const picture = (await code.screenshot({ animations: 'disabled' })).toString('base64');
  const { data, width, height } = await person.page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d')!;
    context.drawImage(bitmap, 0, 0);
    const image = context.getImageData(0, 0, bitmap.width, bitmap.height);
    return { data: [...image.data], width: image.width, height: image.height };
  }, picture);
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data ?? null;
}
