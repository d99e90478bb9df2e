/** The report on paper: as few pages as it needs, and no phase cut in two that fits on one. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, test } from './kring';
import { LAPTOP, Person } from './person';
import { WrittenMeeting } from './written-meeting';

/** What fits between the margins of A4, at 96 dots an inch. */
const PAPER = { width: 672, height: 1_009 };

const joined = (text: string) => text.replace(/\s+/g, '');

/** The text on each page of paper, without spaces. */
async function pagesOf(person: Person): Promise<string[]> {
  const data = new Uint8Array(await person.page.pdf({ preferCSSPageSize: true }));
  const paper = await getDocument({ data, verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let n = 1; n <= paper.numPages; n++) {
    const { items } = await (await paper.getPage(n)).getTextContent();
    pages.push(joined(items.map((item) => ('str' in item ? item.str : '')).join('')));
  }
  return pages;
}

/** Each phase of the course as it is printed, and whether a page holds it. */
async function phasesOf(person: Person) {
  await person.resize(PAPER);
  await person.page.emulateMedia({ media: 'print' });
  const phases = await person.page.locator('article').evaluateAll((articles, most) => {
    return articles.map((article) => ({
      title: article.querySelector('h3')?.textContent ?? '',
      text: article.textContent,
      fits: article.getBoundingClientRect().height <= most,
    }));
  }, PAPER.height);
  await person.page.emulateMedia({ media: null });
  return phases;
}

test('a full report takes few pages, and a phase that fits on one is not cut', async ({
  browser,
  kring,
}) => {
  const meeting = await WrittenMeeting.gather(kring.url);
  const daan = await Person.arrive(browser, 'Daan', LAPTOP);
  await daan.join(meeting.invitation);
  await meeting.play();
  await meeting.close();
  await expect(daan.page.getByRole('heading', { name: 'Het verloop' })).toBeVisible();

  const phases = await phasesOf(daan);
  expect(phases).toHaveLength(7);
  const pages = await pagesOf(daan);
  expect(pages).toHaveLength(4);
  const course = pages.findIndex((page) => page.includes('Hetverloop'));
  for (const { title, text, fits } of phases) {
    const whole = pages.slice(course).filter((page) => page.includes(joined(text)));
    expect(fits, `${title} fits on one page`).toBe(true);
    expect(whole, `${title} is on one page`).toHaveLength(1);
  }
});
