/** Starting, being invited, and what happens when something is wrong. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

test('the start page offers the methods with their steps and minutes', async ({ browser, kring }) => {
  for (const [device, size] of [['laptop', LAPTOP], ['phone', PHONE]] as const) {
    const person = await Person.arrive(browser, 'Gerda', size);
    await person.page.goto(kring.url);
    await person.page.getByRole('link', { name: /Zeven stappen/ }).click();
    // On a phone the steps are behind one tap, so that the form is in sight.
    if (size === PHONE) await person.page.getByRole('heading', { name: 'De stappen' }).click();
    await person.sees('Brainstormronde');
    await person.page.evaluate(() => scrollTo(0, 0));
    await person.picture(`start-${device}`);
    await person.isAccessible();
    await person.press('EN');
    await expect(person.page.locator('html')).toHaveAttribute('lang', 'en');
    await person.isAccessible();
  }
});

test('an invitation tells what it is for, and its secret never leaves the page in an address', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  const invitation = await gerda.create(kring.url, /dialoog/i, 'Woensdaggroep');
  const secret = invitation.split('#')[1]!;
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  const asked: string[] = [];
  bram.page.on('request', (request) => {
    asked.push(request.url(), request.headers()['referer'] ?? '');
  });
  bram.page.on('websocket', (socket) => asked.push(socket.url()));
  await bram.page.goto(invitation);
  await bram.sees('Woensdaggroep');
  await bram.sees('Gerda leidt het gesprek.');
  await bram.picture('join-phone');
  await bram.isAccessible();
  await bram.join(invitation);
  await bram.sees('Woensdaggroep');
  const addresses = asked.filter((url) => /^(http|ws)/.test(url)).map((url) => new URL(url));
  expect(addresses.map((url) => url.protocol)).toContain('ws:');
  const kept = await bram.kept();
  const [membership] = Object.keys(kept).filter((key) => key.startsWith('kring:session:'));
  const { token } = JSON.parse(kept[membership!]!) as { token: string };
  expect(token.length).toBeGreaterThan(20);
  const told = (of: string) =>
    addresses.filter((url) => `${url.pathname}${url.search}`.includes(of)).map(String);
  expect(told(secret)).toEqual([]);
  expect(told(token)).toEqual([]);
  expect(asked.filter((url) => url.includes(token))).toEqual([]);
  for (const of of [secret, token]) expect(await bram.page.title()).not.toContain(of);
  expect(bram.page.url()).not.toContain(token);
  // Nothing is fetched from anywhere else.
  expect(new Set(addresses.map((url) => url.host))).toEqual(new Set([new URL(kring.url).host]));
  expect(bram.page.url()).not.toContain(secret);
  await gerda.sees('Bram');

  const els = await Person.arrive(browser, 'Els', LAPTOP);
  await els.page.goto(invitation);
  await els.sees('Woensdaggroep');
  await els.picture('join-laptop');
  await els.page.goto(`${kring.url}/join#${'A'.repeat(43)}`);
  await els.sees(/uitnodiging (werkt|geldt|klopt|is)/);
});

test('a server that is killed while somebody types costs nobody a sentence', async ({
  kring,
  started,
}) => {
  const [gerda, bram] = await started([{ name: 'Bram', on: PHONE }]);
  await gerda.write('ground_rule', 'Wat hier gezegd wordt, blijft hier.');
  await bram.type('ground_rule', 'We laten elkaar uitpraten.');
  await kring.killAndRestart();
  await bram.composer('ground_rule').getByRole('button', { name: 'Delen', exact: true }).click();
  await gerda.sees('We laten elkaar uitpraten.');
  await bram.sees('Wat hier gezegd wordt, blijft hier.');
  await expect(bram.page.getByText('We laten elkaar uitpraten.')).toHaveCount(1);
  await expect(bram.page.getByTestId('save-state')).toContainText('Opgeslagen');
});

test('a page whose parts do not arrive, as under a path, says what Kring needs', async ({
  browser,
  kring,
}) => {
  const person = await Person.arrive(browser, 'Gerda', PHONE);
  await person.page.route('**/assets/**', (route) => route.fulfill({ status: 404 }));
  await person.page.goto(kring.url);
  await person.sees('Kring heeft een eigen adres nodig');
});

test('what comes next is fetched only once the first screen can be used', async ({ browser, kring }) => {
  const { page } = await Person.arrive(browser, 'Gerda', PHONE);
  const meeting = /\/assets\/MeetingPage-.*\.js$/;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route('**/api/methods', async (route) => {
    await held;
    await route.continue();
  });
  const reached = page.waitForRequest('**/api/methods');
  await page.goto(kring.url);
  await reached;
  // Whatever waits for an idle moment has had it by now.
  await page.evaluate(
    () => new Promise<void>((done) => requestIdleCallback(() => requestIdleCallback(() => done()))),
  );
  expect(asked.filter((url) => meeting.test(url))).toEqual([]);
  const fetched = page.waitForRequest(meeting);
  letThrough();
  await fetched;
});
