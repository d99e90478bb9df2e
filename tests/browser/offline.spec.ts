/** Texts typed where there is no connection: they arrive once, or they come back whole. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './kring';
import { LAPTOP, PHONE, type Person } from './person';

const LATE = 'We laten elkaar uitpraten.\nOok als het even stil is, en juist dan.';

test('a text shared after its phase had closed comes back whole, and goes to the notes', async ({
  started,
}) => {
  const [gerda, bram] = await started([{ name: 'Bram', on: LAPTOP }]);
  const heard: string[] = [];
  gerda.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => heard.push(String(payload))),
  );
  await gerda.page.reload();
  await gerda.at('Afspraken');

  await bram.context.setOffline(true);
  await bram.type('ground_rule', LATE);
  await bram.composer('ground_rule').getByRole('button', { name: 'Delen', exact: true }).click();
  await expect(bram.page.getByTestId('save-state')).toContainText('Geen verbinding');
  await goOn(gerda);
  await bram.context.setOffline(false);

  const tray = bram.page.getByRole('region', { name: 'Teruggekomen' });
  const text = tray.locator('blockquote');
  await expect(text).toHaveText(LATE, { useInnerText: true });
  await expect(tray).toContainText('Deze stap was al voorbij toen je tekst aankwam.');
  await expect(tray).toContainText('uit Afspraken');
  await bram.page.reload();
  await expect(text).toHaveText(LATE, { useInnerText: true });
  await bram.isAccessible();
  await tray.getByRole('button', { name: 'In mijn notities' }).click();
  await expect(tray).toHaveCount(0);
  const note = bram.page.getByRole('complementary', { name: 'Mijn notities' }).getByText(/uitpraten/);
  await expect(note).toBeVisible();
  await expect(bram.page.getByTestId('save-state')).toContainText('Opgeslagen');
  await bram.page.reload();
  await expect(note).toBeVisible();
  await expect(tray).toHaveCount(0);

  // A later message of Bram's has reached Gerda, so the text would have reached her by now.
  await bram.press('Hand opsteken');
  await expect.poll(() => heard.some((frame) => /"order":\["/.test(frame))).toBe(true);
  expect(heard.filter((frame) => frame.includes('uitpraten'))).toEqual([]);
  await expect(gerda.page.getByText(/uitpraten/)).toHaveCount(0);
});

test('ten minutes without a connection and a closed page cost nobody a text', async ({
  started,
}) => {
  const withClock = (bram: Person) => bram.page.clock.install();
  const [gerda, bram] = await started([{ name: 'Bram', on: LAPTOP, before: withClock }]);
  await bram.write('ground_rule', 'Telefoons gaan in de tas.');
  const own = bram.page.getByRole('listitem').filter({ hasText: 'Telefoons gaan' });
  await own.getByRole('button', { name: 'Aanpassen' }).click();

  await bram.context.setOffline(true);
  await bram.type('ground_rule', 'Gedeeld zonder verbinding.');
  await bram.composer('ground_rule').getByRole('button', { name: 'Delen', exact: true }).click();
  await bram.type('ground_rule', 'Halverwege een afspr');
  await bram.type('note', 'Halverwege een noti');
  await changing(bram.page).fill('Telefoons gaan uit en in de');
  await expect(bram.page.getByTestId('save-state')).toContainText('Geen verbinding');
  await bram.page.clock.fastForward('10:00');
  await expect(bram.page.getByTestId('save-state')).toContainText('Geen verbinding');
  // As when a battery dies: the page is closed, and opened again later.
  const address = bram.page.url();
  await bram.page.close();
  await bram.context.setOffline(false);
  const later = await bram.context.newPage();
  await later.goto(address);

  await gerda.sees('Gedeeld zonder verbinding.');
  await expect(later.getByTestId('save-state')).toContainText('Opgeslagen');
  await expect(later.getByText('Gedeeld zonder verbinding.')).toHaveCount(1);
  await expect(gerda.page.getByText('Gedeeld zonder verbinding.')).toHaveCount(1);
  const field = (kind: string) => later.getByTestId(`composer-${kind}`).getByRole('textbox').first();
  await expect(field('ground_rule')).toHaveValue('Halverwege een afspr');
  await expect(field('note')).toHaveValue('Halverwege een noti');
  const item = later.getByRole('listitem').filter({ hasText: 'Telefoons gaan' });
  await item.getByRole('button', { name: 'Aanpassen' }).click();
  await expect(changing(later)).toHaveValue('Telefoons gaan uit en in de');
  await expect(later.getByRole('region', { name: 'Teruggekomen' })).toHaveCount(0);
});

test('two tabs of one person write in the same field, and neither costs the other a text', async ({
  started,
}) => {
  const [gerda, bram] = await started([{ name: 'Bram', on: PHONE }]);
  const second = await bram.context.newPage();
  await second.goto(bram.page.url());
  const tabs = [bram.page, second] as const;
  const form = (tab: number) => tabs[tab]!.getByTestId('composer-ground_rule');
  const field = (tab: number) => form(tab).getByRole('textbox').first();
  /** The line opens into the field, which keeps what was typed. */
  const opened = async (tab: number) => {
    if ((await form(tab).count()) === 0) await tabs[tab]!.getByTestId('write-ground_rule').click();
    return field(tab);
  };
  const share = (tab: number) => form(tab).getByRole('button', { name: 'Delen', exact: true }).click();

  // For either order of typing and sharing, the other text survives a reload.
  for (const [first, other] of [[0, 1], [1, 0]] as const) {
    const shared = `Gedeeld uit tab ${first}.`;
    const typed = `Getypt in tab ${other}.`;
    await (await opened(0)).fill(first === 0 ? shared : typed);
    await (await opened(1)).fill(first === 1 ? shared : typed);
    await share(first);
    await gerda.sees(shared);
    await expect(tabs[other]!.getByText(shared)).toBeVisible();
    await expect(field(other)).toHaveValue(typed);
    await tabs[other]!.reload();
    await expect(field(other)).toHaveValue(typed);
    await share(other);
    await gerda.sees(typed);
    for (const page of [gerda.page, ...tabs]) {
      await expect(page.getByText(shared)).toHaveCount(1);
      await expect(page.getByText(typed)).toHaveCount(1);
    }
    for (const tab of [0, 1]) await expect(await opened(tab)).toHaveValue('');
  }
  expect(Object.keys(await bram.kept()).filter((key) => /:(draft|outbox|returned):/.test(key))).toEqual(
    [],
  );
});

/** The main field of the text of one's own that is being changed. */
function changing(page: Page): Locator {
  return page.getByTestId('contribution').getByRole('textbox').first();
}

/** To the next phase, past the question whether everybody was heard. */
async function goOn(leader: Person): Promise<void> {
  const dialog = leader.page.getByRole('dialog');
  // What comes next is about somebody's case.
  await leader.press('Wie brengt in?');
  await dialog.getByRole('button', { name: 'Bram' }).click();
  await leader.press(/^Verder/);
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: /^Verder/ }).click();
  await leader.at('Situatie');
}
