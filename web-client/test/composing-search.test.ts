/** Making circles: what always holds, for wishes drawn at random from printed seeds. */
import { describe, expect, it, test } from 'vitest';
import { brokenWishes, type Broken } from '../src/state/composing/broken';
import { costsOf, HARD_COST } from '../src/state/composing/costs';
import { Division } from '../src/state/composing/division';
import { Random } from '../src/state/composing/random';
import { Search, usualSwaps, type Circles } from '../src/state/composing/search';
import { circleSizes } from '../src/state/composing/sizes';
import type { NumberPair, Task, TraitWish } from '../src/state/composing/wishes';

const SEEDS = Array.from({ length: 12 }, (_, n) => 20_261_126 + n);

function circlesOf(task: Task, seed: number, swaps = usualSwaps(task.people)): Circles {
  const search = new Search(task, seed);
  search.run(swaps);
  return search.circles()[0]!;
}

function plain(people: number, size: number): Task {
  const sizes = circleSizes(people, { by: 'size', size });
  return { people, sizes, traits: [], apart: [], together: [], met: [] };
}

/** Wishes as a trainer has them, and some that cannot all be met. */
function taskFrom(seed: number): Task {
  const random = new Random(seed);
  const people = 10 + random.below(50);
  const pairs = (most: number) => {
    const found = new Map<number, NumberPair>();
    for (let n = random.below(most + 1); n > 0; n--) {
      const [a, b] = [random.below(people), random.below(people)].sort((x, y) => x - y) as [
        number,
        number,
      ];
      if (a !== b) found.set(a * people + b, { a, b });
    }
    return [...found.values()];
  };
  const wishes: TraitWish[] = ['mix', 'together', 'free'];
  const trait = () => {
    const values = 2 + random.below(6);
    const of = Array.from({ length: people }, () => random.below(values + 1) - 1);
    return { wish: wishes[random.below(3)]!, of };
  };
  return {
    ...plain(people, 4 + random.below(5)),
    traits: [trait(), trait()],
    apart: pairs(8),
    together: pairs(6),
    met: pairs(60).map((pair) => ({ ...pair, times: 1 + random.below(2) })),
  };
}

const together = (circles: Circles, { a, b }: NumberPair) =>
  circles.some((members) => members.includes(a) && members.includes(b));

describe.each(SEEDS)('circles for the wishes of seed %i', (seed) => {
  const task = taskFrom(seed);
  const circles = circlesOf(task, seed, 40_000);

  it('have everybody in exactly one of them', () => {
    const everybody = circles.flat().sort((one, other) => one - other);
    expect(everybody).toEqual(Array.from({ length: task.people }, (_, n) => n));
  });

  it('are as large as was said beforehand', () => {
    const sizes = circles.map(({ length }) => length).sort((one, other) => other - one);
    expect(sizes).toEqual(task.sizes);
  });

  it('are the same for the same seed', () => {
    expect(circlesOf(task, seed, 40_000)).toEqual(circles);
  });

  it('have every broken wish named, and only those', () => {
    expect(brokenWishes(task, circles).map(written).sort()).toEqual(brokenByHand(task, circles));
  });

  it('cost what their swaps added up to', () => {
    const random = new Random(seed);
    const division = new Division(costsOf(task), 3, random);
    let cost = division.cost();
    for (let n = 0; n < 300; n++) {
      const [round, a, b] = [random.below(3), random.below(task.people), random.below(task.people)];
      if (division.circleOf(round, a) === division.circleOf(round, b)) continue;
      cost += division.difference(round, a, b);
      division.swap(round, a, b);
    }
    expect(division.cost()).toBe(cost);
  });
});

function written(one: Broken): string {
  switch (one.wish) {
    case 'apart':
      return `${one.a} and ${one.b} share ${one.circle}`;
    case 'met':
      return `${one.a} and ${one.b} meet again in ${one.circle}, ${one.times}`;
    case 'together':
      return `${one.a} and ${one.b} are in ${one.circles}`;
    case 'mix':
      return `${one.here} of ${one.trait}.${one.value} in ${one.circle}`;
    case 'gather':
      return `${one.trait}.${one.value} is in ${one.circles}, not ${one.needed}`;
  }
}

/** The same by looking at every pair and at every circle, without sharing a line of code. */
function brokenByHand(task: Task, circles: Circles): string[] {
  const found: string[] = [];
  const where = (one: number) => circles.findIndex((members) => members.includes(one));
  const asked = (list: NumberPair[], a: number, b: number) =>
    list.some((pair) => pair.a === a && pair.b === b);
  const linked = (a: number, b: number, seen = new Set([a])): boolean =>
    task.together.some((pair) =>
      [
        [pair.a, pair.b],
        [pair.b, pair.a],
      ].some(([from, to]) => {
        if (from !== a || seen.has(to!)) return false;
        return to === b || linked(to!, b, new Set([...seen, to!]));
      }),
    );
  for (let a = 0; a < task.people; a++) {
    for (let b = a + 1; b < task.people; b++) {
      const [of, ofOther] = [where(a), where(b)];
      const times = task.met.find((pair) => pair.a === a && pair.b === b)?.times;
      if (of === ofOther && asked(task.apart, a, b)) found.push(`${a} and ${b} share ${of}`);
      if (of !== ofOther && asked(task.together, a, b)) {
        found.push(`${a} and ${b} are in ${of},${ofOther}`);
      }
      if (of === ofOther && times && !linked(a, b)) {
        found.push(`${a} and ${b} meet again in ${of}, ${times}`);
      }
    }
  }
  task.traits.forEach(({ wish, of }, trait) => {
    for (let value = 0; value < 10; value++) {
      const all = of.filter((one) => one === value).length;
      const here = circles.map((members) => members.filter((one) => of[one] === value).length);
      if (wish === 'mix') {
        here.forEach((count, circle) => {
          const even = (all * circles[circle]!.length) / task.people;
          if (Math.abs(count - even) >= 1) found.push(`${count} of ${trait}.${value} in ${circle}`);
        });
      }
      if (wish === 'together' && all > 0) {
        let needed = 0;
        for (let room = 0; room < all; room += task.sizes[needed - 1]!) needed++;
        const used = here.filter((count) => count > 0).length;
        if (used > needed) found.push(`${trait}.${value} is in ${used}, not ${needed}`);
      }
    }
  });
  return found.sort();
}

describe('fixed pairs', () => {
  test.each(SEEDS)('are together wherever they fit (seed %i)', (seed) => {
    const random = new Random(seed);
    const people = Array.from({ length: 24 }, (_, n) => n);
    for (let n = 23; n > 0; n--) {
      const other = random.below(n + 1);
      [people[n], people[other]] = [people[other]!, people[n]!];
    }
    // Blocks of 4, 2, 3, 3 and six pairs: 24 people who just fit into four circles of six.
    const blocks = [4, 2, 3, 3, 2, 2, 2, 2, 2, 2];
    let next = 0;
    const pairs = blocks.flatMap((size) => {
      const members = people.slice(next, (next += size));
      return members.slice(1).map((one, n) => {
        const [a, b] = [members[n]!, one].sort((x, y) => x - y) as [number, number];
        return { a, b };
      });
    });
    const circles = circlesOf({ ...plain(24, 6), together: pairs }, seed, 20_000);
    expect(pairs.filter((pair) => !together(circles, pair))).toEqual([]);
  });

  it('that are more than a circle holds lose as few of their wishes as they must', () => {
    const chain = Array.from({ length: 8 }, (_, n) => ({ a: n, b: n + 1 }));
    const task = { ...plain(18, 6), together: chain };
    const broken = brokenWishes(task, circlesOf(task, 1));
    expect(broken.map(({ wish }) => wish)).toEqual(['together']);
  });

  it('that are also kept apart stay together, and the other wish is named', () => {
    const task = { ...plain(12, 6), together: [{ a: 0, b: 5 }], apart: [{ a: 0, b: 5 }] };
    const circles = circlesOf(task, 1);
    expect(together(circles, { a: 0, b: 5 })).toBe(true);
    expect(brokenWishes(task, circles).map(written)).toEqual(['0 and 5 share 0']);
  });

  it('weigh more than all traits and repeats that a large list can bring', () => {
    expect(HARD_COST).toBeGreaterThan(24 * 1_000);
  });
});

describe('known best results', () => {
  test.each(SEEDS.slice(0, 4))(
    'fifteen people meet in threes for seven days, and nobody twice (seed %i)',
    (seed) => {
      const task = { ...plain(15, 3), sizes: [3, 3, 3, 3, 3] };
      const search = new Search(task, seed, 7);
      search.run(6_000_000);
      expect(meetingsAgain(search.circles(), 15)).toBe(0);
    },
  );

  test.each([
    ['thirty-two golfers in fours, seven weeks', 8, 4, 7, 0],
    ['twenty-five in fives, six weeks', 5, 5, 6, 0],
    ['a hundred in tens, three weeks', 10, 10, 3, 0],
    // Euler: there are no two orthogonal Latin squares of order six.
    ['thirty-six in sixes, four weeks', 6, 6, 4, 2],
  ])('%s', (_, groups, size, weeks, least) => {
    const task = { ...plain(groups * size, size), sizes: Array<number>(groups).fill(size) };
    const search = new Search(task, 1, weeks);
    search.run(3_000_000);
    expect(meetingsAgain(search.circles(), groups * size)).toBe(least);
  });

  test.each(SEEDS)('one trait alone is always mixed evenly (seed %i)', (seed) => {
    const random = new Random(seed);
    const of = Array.from({ length: 61 }, () => random.below(7));
    const task: Task = { ...plain(61, 6), traits: [{ wish: 'mix', of }] };
    expect(brokenWishes(task, circlesOf(task, seed))).toEqual([]);
  });

  it('four teams of six that are kept together are the four circles', () => {
    const of = Array.from({ length: 24 }, (_, n) => n % 4);
    const task: Task = { ...plain(24, 6), traits: [{ wish: 'together', of }] };
    expect(circlesOf(task, 3)).toEqual(
      [0, 1, 2, 3].map((team) => [0, 4, 8, 12, 16, 20].map((n) => n + team)),
    );
  });
});

/** How often two people meet who met in an earlier week. */
function meetingsAgain(rounds: Circles[], people: number): number {
  const met = new Set<number>();
  let again = 0;
  for (const members of rounds.flat()) {
    members.forEach((a, n) => {
      for (const b of members.slice(n + 1)) {
        if (met.has(a * people + b)) again += 1;
        met.add(a * people + b);
      }
    });
  }
  return again;
}

describe('the search', () => {
  it('stops at once when nothing better exists', () => {
    const search = new Search(plain(40, 5), 1);
    search.run(1_000_000);
    expect(search.done).toBe(true);
    expect(search.tried).toBe(0);
  });

  it('tries no more swaps than it may', () => {
    const task = {
      ...plain(10, 5),
      apart: [
        { a: 0, b: 1 },
        { a: 0, b: 2 },
        { a: 1, b: 2 },
      ],
    };
    const search = new Search(task, 1);
    search.run(5_000);
    expect(search.done).toBe(false);
    expect(search.tried).toBe(5_000);
    expect(brokenWishes(task, search.circles()[0]!)).toHaveLength(1);
  });

  it('gives the same in one go as in parts', () => {
    const task = taskFrom(SEEDS[0]!);
    const inParts = new Search(task, 9);
    for (let n = 0; n < 40; n++) inParts.run(1_000);
    expect(inParts.circles()[0]).toEqual(circlesOf(task, 9, 40_000));
  });

  it.each([0, 1, 2, 4])('makes what it can of %i people', (people) => {
    const circles = circlesOf(plain(people, 6), 1);
    expect(circles.flat()).toHaveLength(people);
  });
});

describe('sizes', () => {
  it.each([
    [30, 6, [6, 6, 6, 6, 6]],
    [32, 6, [7, 7, 6, 6, 6]],
    [13, 8, [7, 6]],
    [17, 8, [6, 6, 5]],
    [11, 5, [6, 5]],
    [9, 6, [5, 4]],
    [12, 4, [4, 4, 4]],
    [20, 10, [10, 10]],
    [1, 6, [1]],
    [0, 6, []],
  ])('of %i people in circles of %i', (people, size, sizes) => {
    expect(circleSizes(people, { by: 'size', size })).toEqual(sizes);
  });

  it('differ by at most one and are five to eight wherever that can be', () => {
    for (let people = 1; people <= 500; people++) {
      for (let size = 5; size <= 8; size++) {
        const sizes = circleSizes(people, { by: 'size', size });
        expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(people);
        expect(sizes[0]! - sizes.at(-1)!).toBeLessThanOrEqual(1);
        const possible = Math.ceil(people / 8) <= Math.floor(people / 5);
        if (possible) expect([sizes[0]! <= 8, sizes.at(-1)! >= 5]).toEqual([true, true]);
      }
    }
  });

  it('follow a wished number of circles, and there is never an empty one', () => {
    expect(circleSizes(22, { by: 'count', count: 4 })).toEqual([6, 6, 5, 5]);
    expect(circleSizes(3, { by: 'count', count: 9 })).toEqual([1, 1, 1]);
    expect(circleSizes(3, { by: 'count', count: 0 })).toEqual([3]);
  });
});
