/** A list of a hundred texts: what somebody reads stays where it is, and everything can be found. */
import { Group } from './bench/group';
import { expect, test } from './kring';
import { Person, PHONE } from './person';

const TEXTS = 100;
/** A row may be placed on another pixel of the screen, and no further. */
const ONE_PIXEL = 1;

test('texts that arrive move nothing that is read, and the oldest is found', async ({
  browser,
  kring,
}) => {
  const group = await Group.gather(kring.url);
  const bram = await Person.arrive(browser, 'Bram', PHONE);
  await bram.join(group.invitation);
  await group.toQuestions();
  await bram.at('Verhelderen');
  const rows = bram.page.getByTestId('contribution');

  await test.step('he reads in the middle, and ten more arrive above it', async () => {
    await group.writeMany(TEXTS);
    await expect(rows).toHaveCount(TEXTS);
    const read = (await rows.nth(TEXTS / 2).elementHandle())!;
    await read.evaluate((row) => row.scrollIntoView({ block: 'center' }));
    const top = () => read.evaluate((row) => row.getBoundingClientRect().top);
    // Rows that were never in sight are as high as they are once they have been.
    await expect.poll(async () => Math.abs((await top()) - (await top()))).toBe(0);
    const before = await top();
    await group.writeMany(10);
    await expect(rows).toHaveCount(TEXTS + 10);
    expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(ONE_PIXEL);
    await bram.picture('long-list-phone');
  });

  await test.step('the oldest text is found in the page, and comes into sight', async () => {
    const found = await bram.page.evaluate(() => {
      scrollTo(0, 0);
      return (globalThis as unknown as { find(text: string): boolean }).find('Vraag 0:');
    });
    expect(found).toBe(true);
    await expect(rows.filter({ hasText: 'Vraag 0:' })).toBeInViewport();
  });

  await test.step('while he types, texts of others arrive and his own stays', async () => {
    await bram.opens('question');
    const field = bram.composer('question').getByRole('textbox').first();
    await field.pressSequentially('Wat denk jij');
    await group.writeMany(3);
    await field.pressSequentially(' zelf?');
    await expect(rows).toHaveCount(TEXTS + 13);
    await expect(field).toHaveValue('Wat denk jij zelf?');
    await expect(field).toBeFocused();
  });
  await group.goHome();
});
