/** How long somebody on a slow phone waits for the first screen, and what it weighs. */
import { test } from '../kring';
import { createMeeting } from '../../independent-client/client.mjs';
import { medianOf, printTable, tenths, whole } from './figures';
import { Phone } from './phone';

const REPETITIONS = 5;

interface Load {
  firstPaintMs: number;
  usableMs: number;
  /** Over the line, headers included, until the screen could be used. */
  bytes: number;
  /** The same with what the page fetches in advance. */
  allBytes: number;
  /** That went over the line until the screen could be used. */
  requests: number;
}

/** Loads the page, and gives what it took until nothing more was fetched. */
async function load(phone: Phone, url: string): Promise<Load> {
  await phone.slowNetwork();
  await phone.slowProcessor();
  await phone.page.addInitScript(whenUsable);
  await phone.page.goto(url, { waitUntil: 'networkidle' });
  return phone.page.evaluate(async () => {
    const usableMs = await (globalThis as unknown as { usable: Promise<number> }).usable;
    const firstPaintMs = performance.getEntriesByName('first-contentful-paint')[0]!.startTime;
    const kinds = ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind));
    const fetched = (kinds as PerformanceResourceTiming[]).filter((one) => one.transferSize > 0);
    const before = fetched.filter((one) => one.responseEnd <= usableMs);
    const sum = (list: typeof fetched) => list.reduce((all, one) => all + one.transferSize, 0);
    const [bytes, allBytes] = [sum(before), sum(fetched)];
    return { firstPaintMs, usableMs, bytes, allBytes, requests: before.length };
  });
}

/** Runs in the page: the first frame in which there is a method, a field or a green button to use. */
function whenUsable() {
  const visible = (element: Element) => element.checkVisibility();
  Object.assign(globalThis, {
    usable: new Promise<number>((resolve) => {
      const look = () => {
        const asks = 'main li a[href], main input:enabled, main button.primary:enabled';
        const found = document.querySelectorAll(asks);
        if ([...found].some(visible)) resolve(performance.now());
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }),
  });
}

test('the first load on a slow phone', async ({ browser, kring }) => {
  const meeting = { method: 'dialoog', name: 'Gerda', title: 'Woensdaggroep', lang: 'nl' };
  const { invitation } = await createMeeting(kring.url, meeting);
  const pages = { 'start page': kring.url, invitation: `${kring.url}/join#${invitation}` };
  const runs: { [name: string]: Load[] } = {};
  for (let n = 0; n < REPETITIONS; n++) {
    for (const [page, url] of Object.entries(pages)) {
      const cold = await Phone.arrive(browser);
      (runs[`${page}, cold`] ??= []).push(await load(cold, url));
      await cold.page.close();
      const warm = await Phone.in(cold.context);
      (runs[`${page}, warm`] ??= []).push(await load(warm, url));
      await cold.context.close();
    }
  }
  printTable(
    ['slow 4G, processor x4', 'first paint ms', 'usable ms', 'KB', 'requests', 'KB in advance'],
    Object.entries(runs).map(([name, loads]) => [
      name,
      whole(medianOf(loads, (one) => one.firstPaintMs)),
      whole(medianOf(loads, (one) => one.usableMs)),
      tenths(medianOf(loads, (one) => one.bytes) / 1_000),
      whole(medianOf(loads, (one) => one.requests)),
      tenths(medianOf(loads, (one) => one.allBytes - one.bytes) / 1_000),
    ]),
  );
});
