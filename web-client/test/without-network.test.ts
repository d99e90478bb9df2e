// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nl } from '../src/i18n/nl/whole';
import { CLOSE_CODES } from '../src/protocol/constants';
import { ownText, PageUnderTest, records, SESSION } from './page';
import { memberships } from '../src/state/memberships';

const MINUTE_MS = 60_000;
const KEPT = `kring:view:${SESSION}`;
let page: PageUnderTest;

const running = (ms: number) => ({ clock: 'running', ends_at_ms: page.serverMs() + ms }) as const;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(1_795_548_600_000);
  localStorage.clear();
  // The device's clock is a quarter of an hour behind.
  page = new PageUnderTest(15 * MINUTE_MS);
});
afterEach(async () => {
  await page.leave();
  vi.useRealTimers();
});

/** The page is loaded again, and nobody answers. */
async function reloadWithoutServer(): Promise<void> {
  const kept = { ...localStorage };
  await page.leave();
  for (const [key, value] of Object.entries(kept)) localStorage.setItem(key, value);
  page = new PageUnderTest(15 * MINUTE_MS);
  page.socket.ends(1006);
  page.look();
}

const shown = () => document.body.textContent ?? '';

it('a page that is loaded again without a server shows the step, the clock, own texts and drafts', async () => {
  page.enter(running(4 * MINUTE_MS));
  page.update(ownText('inventarisatie', 1));
  page.type('Halverwege een z');
  page.pass(6_000);
  await reloadWithoutServer();
  expect(page.text('[data-testid="from-device"]')).toBe(nl.offline.fromDevice);
  expect(page.text('[data-testid="timer"]')).toBe('3:54');
  vi.advanceTimersByTime(30_000);
  page.look();
  expect(page.text('[data-testid="timer"]')).toBe('3:24');
  expect(page.text('[data-testid="phase-title"]')).toContain('Inventarisatie');
  expect(shown()).toContain('Uit inventarisatie, ronde 1');
  const field = page.one('[data-testid="composer-case"] [data-main]') as HTMLTextAreaElement;
  expect(field.value).toBe('Halverwege een z');
});

it('what is shared meanwhile goes out once, when the server is back, and the whole view comes', async () => {
  page.enter(running(4 * MINUTE_MS));
  await reloadWithoutServer();
  page.type('Geschreven zonder netwerk');
  page.share();
  expect(page.commands()).toEqual([]);
  vi.advanceTimersByTime(10 * MINUTE_MS);
  // Between two attempts there is no socket that a server could answer.
  while (page.socket.readyState !== 0) vi.advanceTimersByTime(500);
  page.enter(running(4 * MINUTE_MS));
  flushSync();
  expect(document.querySelector('[data-testid="from-device"]')).toBeNull();
  expect(page.text('[data-testid="timer"]')).toBe('4:00');
  const sent = page.commands();
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(sent[0]?.command).toMatchObject({ do: 'contribute' });
});

it('a server that does not answer is not waited for', async () => {
  page.enter(running(4 * MINUTE_MS));
  const kept = { ...localStorage };
  await page.leave();
  for (const [key, value] of Object.entries(kept)) localStorage.setItem(key, value);
  page = new PageUnderTest(15 * MINUTE_MS);
  vi.advanceTimersByTime(1_900);
  flushSync();
  expect(document.querySelector('[data-testid="from-device"]')).toBeNull();
  vi.advanceTimersByTime(200);
  flushSync();
  expect(page.text('[data-testid="from-device"]')).toBe(nl.offline.fromDevice);
});

it.each([
  ['erased', CLOSE_CODES.erased],
  ['removed', CLOSE_CODES.removed],
])('once the connection ends because it was %s nothing of the view is kept', (_, code) => {
  page.enter(running(4 * MINUTE_MS));
  expect(localStorage.getItem(KEPT)).not.toBeNull();
  page.socket.ends(code);
  page.look();
  page.pass(10_000);
  expect(localStorage.getItem(KEPT)).toBeNull();
});

it('once the meeting is closed, or forgotten in another tab, nothing of the view is kept', () => {
  page.enter(running(4 * MINUTE_MS));
  memberships.forget(SESSION);
  page.update(ownText('inventarisatie', 1));
  page.pass(10_000);
  expect(localStorage.getItem(KEPT)).toBeNull();
});

it('a closed meeting is not kept', () => {
  page.enter(running(4 * MINUTE_MS));
  const stage = records(running(0)).find((record) => record.type === 'stage')!;
  page.update({ ...stage, lifecycle: 'closed', position: null } as typeof stage);
  expect(localStorage.getItem(KEPT)).toBeNull();
});
