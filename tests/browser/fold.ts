/** What a step needs of somebody, and whether it is in sight without scrolling. */
import { expect } from './kring';
import type { Person } from './person';

/** The smallest phone that is common, a usual one, and a laptop with its bars. */
export const SIZES = [
  { width: 360, height: 640 },
  { width: 360, height: 780 },
  { width: 1280, height: 720 },
];

/**
 * Everything needed that is out of sight or covered, with the pixels that are missing: the title, the
 * time, the green button, the fields or the line that opens them, and the top of what lies on the table.
 */
async function outOfSight(person: Person): Promise<string[]> {
  return person.page.evaluate(() => {
    scrollTo(0, 0);
    const found: string[] = [];
    const look = (name: string, element: Element | null | undefined, most = Infinity) => {
      if (!element) return;
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) return;
      const bottom = Math.min(box.bottom, box.top + most);
      const below = Math.round(bottom - innerHeight);
      if (below > 0 || box.top < 0) return void found.push(`${name} ${below} px below the fold`);
      if (box.right > innerWidth + 1) found.push(`${name} wider than the page`);
      const at = document.elementFromPoint(box.left + box.width / 2, (box.top + bottom) / 2);
      const covered = !(at && (element.contains(at) || at.contains(element)));
      if (covered) found.push(`${name} covered by ${at?.tagName}.${at?.className}`);
    };
    const all = (selector: string) => [...document.querySelectorAll(selector)];
    look('the title', document.querySelector('[data-testid="phase-title"]'));
    look('the time', document.querySelector('[data-testid="timer"]'));
    for (const green of all('button.primary')) {
      if (!green.closest('dialog')) look(`"${green.textContent?.trim()}"`, green);
    }
    for (const line of all('[data-testid^="write-"]')) look(`"${line.textContent?.trim()}"`, line);
    const composer = document.querySelector('.writing form[data-testid^="composer-"]');
    look('the field', composer?.querySelector('textarea, input'), 44);
    look('the button to share', composer?.querySelector('button[type="submit"]'));
    const covers = innerWidth < 1024 && composer;
    if (!covers) {
      const turns = document.querySelector("[data-testid=speaking-order]");
      const text = turns ? null : document.querySelector('[data-testid="contribution"]:not(details *, dialog *, aside *)');
      look('what lies on the table', text, 60);
    }
    if (document.documentElement.scrollWidth > innerWidth) found.push('wider than the page');
    return found;
  });
}

/** Every step is looked at before the test fails. */
const soft = expect.configure({ soft: true });

/** Asserts it at each size; the person then has the device they came with. */
export async function nothingBelowTheFold(person: Person, step: string): Promise<void> {
  const own = person.page.viewportSize();
  for (const size of SIZES) {
    await person.resize(size);
    const where = `${step}, ${person.name} at ${size.width} x ${size.height}`;
    await soft.poll(() => outOfSight(person), { message: where, timeout: 3_000 }).toEqual([]);
  }
  if (own) await person.resize(own);
}
