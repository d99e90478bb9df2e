/** A large screen for a group that sits together: it looks, and shows what everybody may see. */
import { begin } from './group';
import { expect, test } from './kring';
import { Person } from './person';

const BEAMER = { width: 1920, height: 1080 };
const LAPTOP = { width: 1280, height: 720 };

type Browser = Parameters<typeof Person.arrive>[0];
type Asked = { do: string; [field: string]: unknown };

/** Sends commands over a socket of this person's own, and gives the ids of what they made. */
function ask(person: Person, commands: Asked[]): Promise<(string | null)[]> {
  return person.page.evaluate(async (wanted) => {
    const session = location.pathname.split('/').at(-1)!;
    const { token } = JSON.parse(localStorage.getItem(`kring:session:${session}`)!) as {
      token: string;
    };
    const socket = new WebSocket(`ws://${location.host}/api/ws`);
    const send = (message: object) => socket.send(JSON.stringify(message));
    const created: (string | null)[] = [];
    await new Promise<void>((resolve, reject) => {
      const next = () => {
        const command = wanted[created.length];
        if (command) send({ type: 'command', session, id: crypto.randomUUID(), command });
        else resolve();
      };
      socket.onopen = () => send({ type: 'hello', protocol: 1, token });
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(String(data)) as {
          type: string;
          more?: boolean;
          created?: string;
        };
        if (message.type === 'snapshot' && !message.more) next();
        if (message.type === 'refused') reject(new Error(String(data)));
        if (message.type === 'accepted') {
          created.push(message.created ?? null);
          next();
        }
      };
    });
    socket.close();
    return created;
  }, commands);
}

const writes = (phase: string, step: string, content: object): Asked => ({
  do: 'contribute',
  at: { phase, step },
  content,
});

/** The gespreksleider makes the link, and it is opened on the computer of the board. */
async function wall(browser: Browser, gerda: Person, viewport = BEAMER) {
  await gerda.press('Meer mogelijkheden');
  const menu = gerda.page.getByRole('dialog');
  await menu.getByText('Groot scherm').click();
  const anew = menu.getByRole('button', { name: 'Nieuwe link maken' });
  if ((await anew.count()) === 0) await menu.getByRole('button', { name: 'Link maken' }).click();
  const link = await menu.getByLabel('Link voor het grote scherm').inputValue();
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const heard: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => heard.push(String(payload))),
  );
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(link);
  return { link, page, context, heard, menu };
}

/** Both sizes, light and dark. */
async function pictures(page: Person['page'], name: string) {
  for (const [size, viewport] of Object.entries({ beamer: BEAMER, laptop: LAPTOP })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const overflows = () =>
        page.evaluate(() => document.documentElement.scrollHeight > innerHeight);
      const message = `${name} at ${size} is there whole`;
      await expect.poll(overflows, { message }).toBe(false);
      const path = `results/pictures/display-${name}-${size}-${colorScheme}.png`;
      await page.screenshot({ path, animations: 'disabled' });
    }
  }
  await page.setViewportSize(BEAMER);
  await page.emulateMedia({ colorScheme: 'light' });
}

test('the wall shows step, time, leervraag, who speaks and what is put in front of everybody', async ({
  browser,
  kring,
}) => {
  const { gerda, ilse, bram, goTo, next } = await begin(browser, kring.url, /Zeven stappen/);
  const { page, heard } = await wall(browser, gerda);
  await expect(page.getByRole('heading', { name: 'Schrijf je casus op' })).toBeVisible();
  await expect(page.getByTestId('wall-clock')).toHaveText(/^[45]:\d\d$/);
  await gerda.page.keyboard.press('Escape');

  // Around the table.
  await next();
  await expect(page.getByText('Gerda begint')).toBeVisible();
  await ask(gerda, [{ do: 'next_turn', from: null }]);
  await expect(page.getByText('Aan het woord Gerda')).toBeVisible();
  await expect(page.getByText('Daarna Bram')).toBeVisible();
  await pictures(page, 'turns');

  await goTo('Introductie van de kwestie');
  await next();
  const leervraag = 'Hoe blijf ik rustig als een leerling steeds door de uitleg heen praat?';
  await ask(ilse, [
    writes('introductie', 'leervraag', { kind: 'leervraag', text: leervraag }),
    writes('introductie', 'leervraag', { kind: 'note', text: 'GEHEIM van Ilse' }),
  ]);
  await expect(page.getByText(leervraag)).toBeVisible();
  await pictures(page, 'leervraag');

  await goTo('De kernvraag bepalen');
  const [, shown] = await ask(bram, [
    writes('kernvraag', 'kern', { kind: 'kernvraag', text: 'GEHEIM: niet voor de muur' }),
    writes('kernvraag', 'kern', {
      kind: 'kernvraag',
      text: 'Wat heb jij nodig om te durven wachten tot het stil is?',
    }),
  ]);
  await ask(gerda, [{ do: 'spotlight', contribution: shown }]);
  await expect(page.getByText('Nu deze')).toBeVisible();
  await expect(page.getByText('Wat heb jij nodig om te durven wachten')).toBeVisible();
  await expect(page.getByText('van Bram')).toBeVisible();
  await pictures(page, 'now');

  await ask(gerda, [{ do: 'start_silence', seconds: 120 }]);
  await expect(page.getByRole('heading', { name: 'Even stil.' })).toBeVisible();
  await expect(page.getByText('Nu deze')).toHaveCount(0);
  await pictures(page, 'silence');
  await ask(gerda, [{ do: 'end_silence' }, { do: 'choose', contribution: shown, chosen: true }]);
  await goTo('Brainstormronde');
  await expect(page.getByText('Nu deze')).toHaveCount(0);
  await expect(page.getByText('Kernvraag', { exact: true })).toBeVisible();
  await pictures(page, 'subject');
  expect(heard.join('\n')).not.toContain('GEHEIM');
});

test('a long text in front of everybody is set smaller and does not push the clock away', async ({
  browser,
  kring,
}) => {
  const { gerda, bram, goTo } = await begin(browser, kring.url, /Zeven stappen/);
  const { page } = await wall(browser, gerda);
  await gerda.page.keyboard.press('Escape');
  await goTo('Brainstormronde');
  const text = 'Begin de les met een vaste opening die iedereen kent. '.repeat(12);
  const [id] = await ask(bram, [writes('brainstormronde', 'ideeen', { kind: 'idea', text })]);
  await ask(gerda, [{ do: 'spotlight', contribution: id }]);
  await expect(page.getByText('Begin de les met een vaste opening')).toBeVisible();
  await expect(page.getByTestId('wall-clock')).toBeInViewport({ ratio: 1 });
  await pictures(page, 'long');
});

test('a wall comes back after the server was away, and ends when its link is revoked', async ({
  browser,
  kring,
}) => {
  const { gerda } = await begin(browser, kring.url, /Zeven stappen/);
  const { page, link, menu } = await wall(browser, gerda, LAPTOP);
  const heading = page.getByRole('heading', { name: 'Schrijf je casus op' });
  await expect(heading).toBeVisible();
  await gerda.picture('display-link-laptop');
  await gerda.isAccessible();

  await kring.killAndRestart();
  await expect(page.getByText('Geen verbinding. Dat komt vanzelf goed.')).toHaveCount(0);
  await expect(heading).toBeVisible();

  await menu.getByRole('button', { name: 'Link intrekken' }).click();
  await expect(page.getByRole('heading', { name: 'Dit scherm is losgekoppeld' })).toBeVisible();
  await expect(menu.getByText('De link is ingetrokken.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Dit scherm is losgekoppeld' })).toBeVisible();

  await menu.getByRole('button', { name: 'Link maken' }).click();
  const other = menu.getByLabel('Link voor het grote scherm');
  await expect(other).not.toHaveValue(link);
  await page.goto(await other.inputValue());
  await expect(heading).toBeVisible();
});

test('before the start, until another day and without a link the wall says so', async ({
  browser,
  kring,
}) => {
  const gerda = await Person.arrive(browser, 'Gerda', LAPTOP);
  await gerda.create(kring.url, /Zeven stappen/, 'Woensdaggroep');
  const made = await gerda.page.evaluate(async () => {
    const session = location.pathname.split('/').at(-1)!;
    const { token } = JSON.parse(localStorage.getItem(`kring:session:${session}`)!);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`/api/sessions/${session}/display`, { method: 'POST', headers });
    return ((await answer.json()) as { display: string }).display;
  });
  const board = await Person.arrive(browser, 'Bord', BEAMER);
  const { page } = board;
  await page.goto(`${kring.url}/display#${made}`);
  await expect(page.getByRole('heading', { name: 'Woensdaggroep' })).toBeVisible();
  await expect(page.getByText('We beginnen zo')).toBeVisible();
  await expect(page.getByText('Erbij vandaag Gerda')).toBeVisible();
  await pictures(page, 'lobby');
  await board.isAccessible();
  await ask(gerda, [{ do: 'start' }]);
  await expect(page.getByRole('heading', { name: 'Schrijf je casus op' })).toBeVisible();
  await board.isAccessible();
  await ask(gerda, [{ do: 'adjourn' }]);
  await expect(page.getByText('We gaan een andere keer verder')).toBeVisible();
  await pictures(page, 'adjourned');
  await page.goto(new URL('/display', kring.url).href);
  await expect(page.getByRole('heading', { name: 'Deze link is niet compleet' })).toBeVisible();
});
