/** Devices whose clocks are a quarter of an hour off, and how the end of the time is told. */
import type { Page } from '@playwright/test';
import { expect, test } from './kring';
import { PHONE, type Person } from './person';

const QUARTER_MS = 15 * 60_000;
/** Milliseconds: the digits show whole seconds and are updated twice a second. */
const WITHIN_MS = 1_600;

interface Shown {
  text: string;
  /** By the true clock. */
  atMs: number;
}

interface Watched {
  timer: Shown[];
  said: string[];
}

/** Sets the device's clock off, and records what the timer shows and what is announced. */
async function withClock(person: Person, offMs: number): Promise<void> {
  await person.context.addInitScript((off) => {
    const trueNow = Date.now.bind(Date);
    const True = Date;
    globalThis.Date = class extends True {
      constructor(...given: number[]) {
        super(...((given.length === 0 ? [trueNow() + off] : given) as [number]));
      }
      static override now() {
        return trueNow() + off;
      }
    } as DateConstructor;
    const watched: Watched = { timer: [], said: [] };
    Object.assign(globalThis, { watched });
    const look = () => {
      const shown = document.querySelector('[data-testid="timer"]')?.textContent;
      if (shown && watched.timer.at(-1)?.text !== shown) {
        watched.timer.push({ text: shown, atMs: trueNow() });
      }
      const said = document.querySelector('[data-testid="announcer"]')?.textContent;
      if (said && watched.said.at(-1) !== said) watched.said.push(said);
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  }, offMs);
}

function watched(page: Page): Promise<Watched> {
  return page.evaluate(() => (globalThis as unknown as { watched: Watched }).watched);
}

/** When the phase's timer ends, as the server last told this page. */
function endsOf(page: Page): { ms: () => number } {
  let endsAtMs = Number.NaN;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(String(payload));
      for (const record of [...(message.records ?? []), ...(message.upsert ?? [])]) {
        if (record.type === 'timer') endsAtMs = record.ends_at_ms;
      }
    }),
  );
  return { ms: () => endsAtMs };
}

function milliseconds(text: string): number {
  const [, over, minutes, seconds] = /^(\+?)(\d+):(\d\d)$/.exec(text)!;
  const ms = (Number(minutes) * 60 + Number(seconds)) * 1_000;
  return over ? -ms : ms;
}

for (const [how, offMs] of [['early', QUARTER_MS], ['late', -QUARTER_MS]] as const) {
  test(`a device fifteen minutes ${how} shows the server's time from the first moment`, async ({
    started,
  }) => {
    const [gerda, bram] = await started([
      { name: 'Bram', on: PHONE, before: (guest) => withClock(guest, offMs) },
    ]);

    for (const left of ['10:00', '0:59']) {
      const ends = endsOf(bram.page);
      await test.step(`he opens the page with less than ${left} to go`, async () => {
        if (left === '0:59') {
          for (let minutes = 9; minutes > 0; minutes--) {
            await gerda.press('−1 minuut');
            await expect(bram.page.getByTestId('timer')).toHaveText(
              new RegExp(`^${minutes - 1}:|^${minutes}:00`),
            );
          }
        }
        await bram.page.reload();
        await bram.at('Afspraken');
        await expect.poll(async () => (await watched(bram.page)).timer.length).toBeGreaterThan(4);
        const { timer, said } = await watched(bram.page);
        const off = timer.map(({ text, atMs }) => milliseconds(text) - (ends.ms() - atMs));
        expect(off.filter((ms) => Math.abs(ms) > WITHIN_MS)).toEqual([]);
        expect(said).toEqual([]);
      });
    }
  });
}

test('the end of the time is heard once, seen and read, and so is the next phase', async ({
  started,
}) => {
  const [gerda, bram] = await started([
    { name: 'Bram', on: PHONE, before: (guest) => withClock(guest, 0) },
  ]);
  const digits = bram.page.getByTestId('timer');
  const look = () => digits.evaluate((shown) => getComputedStyle(shown).color);
  const announcer = bram.page.getByTestId('announcer');
  await expect(announcer).toHaveAttribute('aria-live', 'polite');
  const usual = await look();
  const before = (await watched(bram.page)).said.length;

  for (let minutes = 9; minutes > 0; minutes--) {
    await gerda.press('−1 minuut');
    await expect(digits).toHaveText(new RegExp(`^${minutes - 1}:|^${minutes}:00`));
  }
  await expect(announcer).toHaveText('Nog één minuut voor deze stap.');
  expect(await look()).toBe(usual);
  await expect(digits).toHaveText(/^\+0:0[1-9]$/, { timeout: 90_000 });
  await expect(announcer).toHaveText('De tijd voor deze stap is om.');
  expect(await look()).not.toBe(usual);
  await expect(bram.page.getByText('over de tijd')).toBeVisible();
  await bram.isAccessible();

  // What comes next is about somebody's case.
  await gerda.press('Wie brengt in?');
  await gerda.page.getByRole('dialog').getByRole('button', { name: 'Bram' }).click();
  await bram.sees('Jij brengt in');
  await gerda.press(/^Verder/);
  const dialog = gerda.page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: /^Verder/ }).click();
  await bram.at('Situatie');
  // The title gets the focus, so it is read without being announced as well.
  await expect(bram.page.locator(':focus')).toContainText('Situatie');
  const { said } = await watched(bram.page);
  expect(said.slice(before)).toEqual([
    'Nog één minuut voor deze stap.',
    'De tijd voor deze stap is om.',
    'Jij brengt in.',
  ]);
});
