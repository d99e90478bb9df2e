/** Text at twice its size, small and low screens, right to left, and the colours that a device forces. */
import { expect, test } from './kring';
import { LAPTOP, PHONE, Person } from './person';

/** A phone with its text at 200%, a laptop at 400% zoom, a phone on its side, and both other ways. */
const LOOKS = [
  { look: 'text-200', size: { width: 360, height: 640 }, text: '200%' },
  { look: 'zoom-400', size: { width: 320, height: 256 } },
  { look: 'landscape', size: { width: 640, height: 360 } },
  { look: 'rtl', size: { width: 360, height: 640 }, dir: 'rtl' },
  { look: 'rtl-laptop', size: LAPTOP, dir: 'rtl' },
  { look: 'forced-colors', size: { width: 360, height: 640 }, forced: true },
] as const;
type Look = { look: string; size: typeof PHONE; text?: string; dir?: string; forced?: boolean };

/** What is left of these screens above an on-screen keyboard. */
const ABOVE_KEYBOARD = 300;

/** Sixty letters without a space. */
const LONG = 'Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis';

const soft = expect.configure({ soft: true });

async function take(person: Person, { size, text, dir, forced }: Look): Promise<void> {
  await person.resize(size);
  await person.page.emulateMedia({ forcedColors: forced ? 'active' : 'none' });
  await person.page.evaluate(
    ([fontSize, direction]) => {
      document.documentElement.style.fontSize = fontSize!;
      document.documentElement.dir = direction!;
      scrollTo(0, 0);
    },
    [text ?? '', dir ?? 'ltr'],
  );
}

/** What reaches past the sides of the page, in sight or by scrolling. */
async function tooWide(person: Person): Promise<string[]> {
  return person.page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page: ${scrollWidth} of ${clientWidth}`);
    const scrolls = (one: Element | null): boolean =>
      one !== null &&
      (/auto|scroll|hidden/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
    for (const one of document.querySelectorAll('body *')) {
      const box = one.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || (scrolls(one) && scrollWidth <= clientWidth)) continue;
      if (box.right > clientWidth + 1 || box.left < -1) {
        if (one.closest('.unseen, .skip, svg')) continue;
        found.push(`${one.tagName}.${one.className} ${box.left}..${box.right}`);
      }
    }
    return found.slice(0, 5);
  });
}

async function fits(person: Person, name: string): Promise<void> {
  await soft.poll(() => tooWide(person), { message: name, timeout: 5_000 }).toEqual([]);
}

/** The part of it that is on screen and that nothing lies over, from 0 to 1. */
async function seen(person: Person, selector: string): Promise<number> {
  return person.page.evaluate((wanted) => {
    const one = [...document.querySelectorAll(wanted)].find(
      (found) => found.getClientRects().length > 0,
    );
    if (!one) return -1;
    const box = one.getBoundingClientRect();
    const POINTS = 10;
    let on = 0;
    for (let point = 0; point < POINTS; point++) {
      const y = box.top + (box.height * (point + 0.5)) / POINTS;
      const at = document.elementFromPoint(box.left + box.width / 2, y);
      if (at !== null && (one.contains(at) || at === one)) on++;
    }
    return on / POINTS;
  }, selector);
}

test('on every screen what is typed is in sight, nothing is wider than the page, and the green button is reached', async ({
  browser,
  kring,
}) => {
  const leads = await Person.arrive(browser, LONG, LAPTOP);
  const invitation = await leads.create(kring.url, /zeven stappen/i, 'Woensdaggroep');
  const writes = await Person.arrive(browser, `${LONG.slice(0, 59)}2`, PHONE);
  await writes.join(invitation);
  const both = [
    ['leader', leads],
    ['other', writes],
  ] as const;

  const everywhere = async (
    screen: string,
    look?: (person: Person, name: string) => Promise<void>,
  ) => {
    for (const kind of LOOKS) {
      for (const [who, person] of both) {
        await take(person, kind);
        const name = `${screen}-${kind.look}-${who}`;
        await fits(person, name);
        await person.picture(`sizes-${name}`);
        await look?.(person, name);
      }
    }
    for (const [, person] of both) await take(person, { look: '', size: LAPTOP });
  };

  await test.step('the lobby', async () => {
    await leads.sees(writes.name);
    await everywhere('lobby');
  });

  await leads.press('Begin het gesprek');
  for (const [, person] of both) await person.at('Inventarisatie');

  await test.step('the fields', async () => {
    await everywhere('fields', async (person, name) => {
      await person.opens('case');
      const field = person.composer('case').getByRole('textbox').first();
      const size = person.page.viewportSize()!;
      for (const height of [size.height, Math.min(size.height, ABOVE_KEYBOARD)]) {
        await person.resize({ ...size, height });
        await field.focus();
        await person.page.keyboard.type('a');
        const part = () => seen(person, '.writing textarea, .writing input[type="text"]');
        await soft
          .poll(part, { message: `${name} ${height}`, timeout: 5_000 })
          .toBeGreaterThan(0.6);
        await fits(person, `${name} typing at ${height}`);
        await person.picture(`sizes-${name}-typing-${height}`);
      }
      await person.resize(size);
      await person.press('Sluit het schrijfveld');
      const green = person.page.locator('button.primary:visible, .line.asked:visible').first();
      await green.scrollIntoViewIfNeeded();
      await soft
        .poll(() => seen(person, 'button.primary, .line.asked'), {
          message: `${name} green`,
          timeout: 5_000,
        })
        .toBeGreaterThan(0.6);
    });
  });

  await test.step('the list of people, and the speaking order', async () => {
    for (const [, person] of both) await person.write('case', `${LONG}${LONG}`);
    await leads.press(/^Verder/);
    await expect.poll(() => writes.stepId()).toBe('rondje');
    const begins = leads.page.getByRole('button', { name: 'Ga de kring rond' });
    await expect(begins).toBeEnabled();
    await begins.click();
    await expect(leads.page).toHaveTitle(/^Jij bent aan het woord/);
    await everywhere('order');
    await take(writes, LOOKS[0]);
    await writes.press('De kring');
    await fits(writes, 'people');
    await writes.picture('sizes-people-text-200');
    await writes.page.keyboard.press('Escape');
    await take(writes, { look: '', size: LAPTOP });
  });

  await test.step('the report', async () => {
    await leads.press('Meer mogelijkheden');
    await leads.press('Rond de bijeenkomst af');
    await leads.page.getByRole('dialog').getByRole('button', { name: /Rond/ }).last().click();
    for (const [, person] of both) {
      await expect(person.page.getByRole('heading', { level: 1 })).toBeFocused();
    }
    await everywhere('report');
  });
});
