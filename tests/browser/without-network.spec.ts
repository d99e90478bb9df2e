/** The page without a server: it opens, it shows what this device may keep, and what is written arrives once. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

test('ten minutes without a server, with a reload in the middle, cost nobody a text', async ({
  kring,
  started,
}) => {
  const withClock = (bram: Person) => bram.page.clock.install();
  const [gerda, bram] = await started([{ name: 'Bram', on: PHONE, before: withClock }]);
  const { page } = bram;
  const timer = page.getByTestId('timer');
  const seconds = async () => {
    const [, sign, minutes, rest] = /^(\+?)(\d+):(\d\d)$/.exec(await timer.innerText()) ?? [];
    return (sign === '+' ? -1 : 1) * (Number(minutes) * 60 + Number(rest));
  };
  await gerda.write('ground_rule', 'Dit schreef Gerda.');
  await bram.write('ground_rule', 'Dit schreef Bram op tijd.');
  await bram.sees('Dit schreef Gerda.');
  await bram.keepsThePage();

  await kring.kill();
  await expect(page.getByTestId('save-state')).toContainText('Geen verbinding');
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1_000);
  const before = await seconds();
  const share = bram.composer('ground_rule').getByRole('button', { name: 'Delen', exact: true });
  await bram.type('ground_rule', 'Gedeeld zonder server.');
  await share.click();
  await bram.type('ground_rule', 'Halverwege een afspr');
  await page.clock.fastForward('05:00');
  await page.reload();

  await bram.sees('Zonder verbinding zie je het plan');
  await bram.at('Afspraken');
  expect(await seconds()).toBe(before - 300);
  await expect(page.getByText('Dit schreef Bram op tijd.')).toHaveCount(1);
  await expect(page.getByText('Dit schreef Gerda.')).toHaveCount(0);
  const field = bram.composer('ground_rule').getByRole('textbox').first();
  await expect(field).toHaveValue('Halverwege een afspr');
  await bram.picture('without-network-phone');
  await field.fill('Gedeeld na het herladen.');
  await share.click();
  await bram.type('ground_rule', 'Nog steeds halverwege');
  await page.clock.fastForward('05:00');
  await expect.poll(seconds).toBe(before - 600);

  await kring.restart();
  await page.clock.resume();
  await page.clock.fastForward('01:00');
  await expect(page.getByTestId('save-state')).toContainText('Opgeslagen');
  await expect(page.getByTestId('from-device')).toHaveCount(0);
  for (const person of [gerda, bram]) {
    for (const text of [
      'Dit schreef Gerda.',
      'Dit schreef Bram op tijd.',
      'Gedeeld zonder server.',
      'Gedeeld na het herladen.',
    ]) {
      await expect(person.page.getByText(text)).toHaveCount(1);
    }
  }
  await expect(field).toHaveValue('Nog steeds halverwege');
});

test('the start page opens without a server, with the meetings of this device', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  await gerda.keepsThePage();
  await kring.kill();
  await gerda.page.goto(kring.url);
  await gerda.sees('Woensdaggroep');
  await gerda.sees('De werkwijzen konden niet geladen worden.');
  await gerda.picture('start-without-network-laptop');
  await gerda.page.getByRole('link', { name: /Woensdaggroep/ }).click();
  await gerda.sees('Zonder verbinding zie je het plan');
  await gerda.isAccessible();
  // Nothing that the server says of a meeting is among what the browser keeps of the page.
  const kept = await gerda.page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map((request) => new URL(request.url).pathname);
  });
  expect(kept).toContain('/index.html');
  expect(
    kept.filter((path) => !/^\/(index\.html|manifest\.webmanifest|assets\/.+)$/.test(path)),
  ).toEqual([]);
  await kring.restart();
  await expect(gerda.page.getByTestId('from-device')).toHaveCount(0);
});

test('the page can be installed', async ({ browser, kring }) => {
  const gerda = await Person.arrive(browser, 'Gerda', PHONE);
  await gerda.page.goto(kring.url);
  const href = await gerda.page.locator('link[rel="manifest"]').getAttribute('href');
  const { request } = gerda.context;
  const answer = await request.get(`${kring.url}${href}`);
  expect(answer.headers()['content-type']).toBe('application/manifest+json');
  const manifest = (await answer.json()) as {
    name: string;
    icons: { src: string; sizes: string }[];
  };
  expect(manifest.name).toBe('Kring: samen intervisie doen');
  for (const { src, sizes } of manifest.icons) {
    const side = Number(sizes.split('x')[0]);
    const drawn = await gerda.page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, src);
    expect(drawn).toEqual([side, side]);
  }
  const session = await gerda.context.newCDPSession(gerda.page);
  await gerda.keepsThePage();
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A browser context of a test counts as a private window.
  const errors = installabilityErrors.map(({ errorId }) => errorId);
  expect(errors.filter((id) => id !== 'in-incognito')).toEqual([]);
});
