/** What somebody on a slow phone feels while 600 texts are on screen and ten arrive a second. */
import { expect, test } from '../kring';
import { median, medianOf, percentile, printTable, tenths, whole } from './figures';
import { Group } from './group';
import { Phone } from './phone';

const TEXTS = 600;
const A_SECOND = 10;
const REPETITIONS = 3;
const KEYS = 80;
/** Not a divisor of the pause between two texts, so that keys fall anywhere between them. */
const KEY_EVERY_MS = 83;
const COST_SECONDS = 6;

interface Probe {
  keysMs: number[];
  longestTaskMs: number;
}

type Probed = typeof globalThis & { probe: Probe };

/** Runs in the page: from each key going down to the frame after it, and the longest task. */
function installProbe() {
  const probe: Probe = { keysMs: [], longestTaskMs: 0 };
  Object.assign(globalThis, { probe });
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        // The message comes after the frame has been rendered.
        port1.onmessage = () => probe.keysMs.push(performance.now() - timeStamp);
        port2.postMessage(null);
      });
    },
    { capture: true },
  );
  new PerformanceObserver((list) => {
    const longest = Math.max(...list.getEntries().map(({ duration }) => duration));
    probe.longestTaskMs = Math.max(probe.longestTaskMs, longest);
  }).observe({ type: 'longtask' });
}

/** Types into the field that is open, and gives what was felt. */
async function typing(phone: Phone): Promise<Probe> {
  await phone.page.evaluate(() => {
    const { probe } = globalThis as Probed;
    probe.keysMs.length = 0;
    probe.longestTaskMs = 0;
  });
  const field = phone.page.getByTestId('composer-question').getByRole('textbox').first();
  await field.fill('');
  await field.focus();
  for (let n = 0; n < KEYS; n++) {
    const pause = new Promise((resolve) => setTimeout(resolve, KEY_EVERY_MS));
    await phone.page.keyboard.press(n % 6 === 5 ? 'Space' : 'KeyA');
    await pause;
  }
  return phone.page.evaluate(() => (globalThis as Probed).probe);
}

/** Processor time of the main thread in so many seconds in which nobody types. */
async function busyFor(phone: Phone, seconds: number): Promise<number> {
  const before = await phone.busyMs();
  await phone.page.waitForTimeout(seconds * 1_000);
  return (await phone.busyMs()) - before;
}

/** Milliseconds for each text that arrives, beyond what the page costs when nothing arrives. */
async function costOfOne(phone: Phone, group: Group): Promise<number> {
  const quiet = await busyFor(phone, COST_SECONDS);
  const stop = group.writeSteadily(A_SECOND);
  const busy = await busyFor(phone, COST_SECONDS);
  return (busy - quiet) / (await stop());
}

/** How far the line that somebody reads moves while texts arrive, in pixels. */
async function readingMoves(phone: Phone, group: Group): Promise<number> {
  const row = phone.page.getByTestId('contribution').nth(TEXTS / 2);
  await row.scrollIntoViewIfNeeded();
  await row.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await phone.page.waitForTimeout(500);
  // The same element throughout: others come above it.
  const handle = (await row.elementHandle())!;
  const top = () => handle.evaluate((element) => element.getBoundingClientRect().top);
  const before = await top();
  const stop = group.writeSteadily(A_SECOND);
  let most = 0;
  for (let n = 0; n < 20; n++) {
    await phone.page.waitForTimeout(100);
    most = Math.max(most, Math.abs((await top()) - before));
  }
  await stop();
  return most;
}

test('a busy meeting on a slow phone', async ({ browser, kring }) => {
  const group = await Group.gather(kring.url);
  const phone = await Phone.arrive(browser);
  const { page } = phone;
  await page.addInitScript(installProbe);
  await page.goto(group.invitation);
  await page.getByLabel('Jouw naam').fill('Bram');
  await page.getByRole('button', { name: 'Doe mee' }).tap();
  await expect(page).toHaveURL(/\/m\//);
  await group.toQuestions();
  await page.getByTestId('write-question').tap();
  await expect(page.getByTestId('composer-question')).toBeVisible();
  await phone.slowProcessor();

  const empty = await typing(phone);
  await phone.slowProcessor(false);
  await group.writeMany(TEXTS);
  await expect(page.getByTestId('contribution')).toHaveCount(TEXTS, { timeout: 120_000 });
  await phone.slowProcessor();
  const elements = await phone.elements();
  const costs: number[] = [];
  const still: Probe[] = [];
  const busy: Probe[] = [];
  for (let n = 0; n < REPETITIONS; n++) {
    costs.push(await costOfOne(phone, group));
    still.push(await typing(phone));
    const stop = group.writeSteadily(A_SECOND);
    busy.push(await typing(phone));
    await stop();
  }
  const moved = await readingMoves(phone, group);
  await group.goHome();

  const row = (name: string, runs: Probe[]) => [
    name,
    ...[50, 95, 100].map((percent) =>
      whole(medianOf(runs, (run) => percentile(run.keysMs, percent))),
    ),
    whole(medianOf(runs, (run) => run.longestTaskMs)),
  ];
  printTable(
    ['key to screen, processor x4', 'p50 ms', 'p95 ms', 'longest ms', 'longest task ms'],
    [
      row('no texts', [empty]),
      row(`${TEXTS} texts`, still),
      row(`${TEXTS} texts, ${A_SECOND} arriving a second`, busy),
    ],
  );
  printTable(
    [`${TEXTS} texts on screen`, ''],
    [
      ['main thread for one text that arrives, ms', tenths(median(costs))],
      ['elements in the page', whole(elements)],
      ['the line somebody reads moves, pixels', tenths(moved)],
    ],
  );
});
