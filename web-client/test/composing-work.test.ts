/** The search as the page uses it: in parts, with progress, and stopped when somebody asks. */
import { describe, expect, it } from 'vitest';
import { parseEarlier } from '../src/state/composing/earlier';
import { parsePeople } from '../src/state/composing/parse';
import {
  circlesAsText,
  composedCircles,
  swapped,
  withoutReason,
} from '../src/state/composing/result';
import { usualSwaps } from '../src/state/composing/search';
import { taskOf, type Wishes } from '../src/state/composing/wishes';
import { MAX_SEARCH_MS, Work, type News } from '../src/state/composing/work';

const { people } = parsePeople(
  Array.from({ length: 11 }, (_, n) => `Naam ${n + 1};${n < 3 ? 'Noord' : 'Zuid'}`).join('\n'),
);
const WISHES: Wishes = {
  size: { by: 'size', size: 5 },
  traits: ['mix'],
  apart: [],
  together: [],
  earlier: [],
};
/** Three people cannot be kept apart in two circles: the search goes on for as long as it may. */
const NEVER_DONE = taskOf(people, {
  ...WISHES,
  apart: [
    ['Naam 1', 'Naam 2'],
    ['Naam 2', 'Naam 3'],
    ['Naam 1', 'Naam 3'],
  ],
});

async function told(during: (work: Work, parts: number) => void, msEachPart = 1): Promise<News[]> {
  const news: News[] = [];
  let nowMs = 0;
  const work = new Work({
    tell: (one) => news.push(one),
    nowMs: () => nowMs,
    breathe: async () => {
      nowMs += msEachPart;
      during(work, news.length);
    },
  });
  await work.take({ do: 'compose', task: NEVER_DONE, seed: 1 });
  return news;
}

describe('the search', () => {
  it('says how far it is, up to the end, and then gives circles', async () => {
    const news = await told(() => undefined);
    const parts = news.flatMap((one) => (one.is === 'busy' ? [one.part] : []));
    expect(parts).toHaveLength(Math.ceil(usualSwaps(11) / 50_000));
    expect(parts).toEqual([...parts].sort((one, other) => one - other));
    expect(parts.at(-1)).toBe(1);
    expect(news.at(-1)).toMatchObject({ is: 'ready' });
  });

  it('gives the best so far when it is stopped', async () => {
    const news = await told((work, parts) => parts === 3 && void work.take({ do: 'stop' }));
    expect(news.map(({ is }) => is)).toEqual(['busy', 'busy', 'busy', 'ready']);
    const last = news.at(-1)!;
    expect(last.is === 'ready' && last.circles.map(({ length }) => length).sort()).toEqual([5, 6]);
  });

  it('ends in time on a device that is very slow', async () => {
    const news = await told(() => undefined, MAX_SEARCH_MS / 2);
    expect(news.map(({ is }) => is)).toEqual(['busy', 'busy', 'ready']);
  });
});

describe('wishes', () => {
  it('become pairs of numbers, each once, without those who are not in the list or with oneself', () => {
    const task = taskOf(people, {
      ...WISHES,
      apart: [
        ['Naam 2', 'naam 1'],
        ['Naam 1', 'Naam 2'],
        ['Naam 1', 'Wim'],
        ['Naam 3', 'Naam 3'],
      ],
      earlier: [[['Naam 1', 'Naam 2', 'Wim']], [['Naam 2', 'Naam 1']]],
    });
    expect(task.apart).toEqual([{ a: 0, b: 1 }]);
    expect(task.met).toEqual([{ a: 0, b: 1, times: 2 }]);
    expect(task.sizes).toEqual([6, 5]);
    expect(task.traits[0]!.of).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('have one value for what differs in case or accents only, and none for nothing', () => {
    const list = parsePeople('An;Zuid\nBo;ZUID \nCas;Zúid\nDirk;\nEls;Noord').people;
    expect(taskOf(list, WISHES).traits[0]!.of).toEqual([0, 0, 0, -1, 1]);
  });
});

describe('the result', () => {
  const circles = [
    [0, 1, 2],
    [3, 4],
  ];

  it('has the reason of all, or one of its own, on one line', () => {
    const composed = composedCircles(
      people,
      circles,
      ' Omdat.\n\nDus. ',
      new Map([[1, 'Anders.']]),
    );
    expect(composed.map(({ number, why }) => [number, why])).toEqual([
      [1, 'Omdat. Dus.'],
      [2, 'Anders.'],
    ]);
    expect(composed[0]!.people.map(({ name }) => name)).toEqual(['Naam 1', 'Naam 2', 'Naam 3']);
    expect(withoutReason(composed)).toEqual([]);
  });

  it('names the circles without a reason', () => {
    expect(withoutReason(composedCircles(people, circles, ' ', new Map([[0, 'Zo.']])))).toEqual([
      2,
    ]);
  });

  it('is copied as text, and read again as earlier circles', () => {
    const composed = composedCircles(people, circles, 'Omdat, dus: nu.', new Map());
    const text = circlesAsText(composed, {
      circle: (n) => `Kring ${n}`,
      why: 'Waarom jullie samen',
    });
    expect(text).toBe(
      'Kring 1\nWaarom jullie samen: Omdat, dus: nu.\n- Naam 1\n- Naam 2\n- Naam 3\n\n' +
        'Kring 2\nWaarom jullie samen: Omdat, dus: nu.\n- Naam 4\n- Naam 5',
    );
    expect(parseEarlier(text, people)).toEqual({
      circles: [
        ['Naam 1', 'Naam 2', 'Naam 3'],
        ['Naam 4', 'Naam 5'],
      ],
      unknown: [],
    });
  });

  it('is the same but for two people after a swap', () => {
    expect(swapped(circles, 1, 4)).toEqual([
      [0, 2, 4],
      [1, 3],
    ]);
    expect(swapped(circles, 0, 1)).toEqual(circles);
  });
});
