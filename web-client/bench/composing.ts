/**
 * What composing groups takes and gives, as Markdown tables: a large course with many wishes, and
 * instances of the social golfer problem with what is known of them.
 *
 * KRING_GOLFERS: a clone of github.com/islemaster/good-enough-golfers in which `npm install` was run; its
 * solver plays the same instances in the same run.
 */
import { loadavg, cpus } from 'node:os';
import { brokenWishes, type Broken } from '../src/state/composing/broken';
import { Random } from '../src/state/composing/random';
import { Search, usualSwaps, type Circles } from '../src/state/composing/search';
import { circleSizes } from '../src/state/composing/sizes';
import type { NumberPair, Task } from '../src/state/composing/wishes';
import { golfers, type Golfers } from './golfers';

const SEEDS = [1, 2, 3, 4, 5];
/** Swaps for a whole series of rounds at once. */
const SERIES_SWAPS = 20_000_000;

function median(numbers: number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)]!;
}

function row(...cells: (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function headings(...cells: string[]): void {
  row(...cells);
  row(...cells.map(() => '---'));
}

function timed<T>(what: () => T): { value: T; ms: number } {
  const startMs = performance.now();
  const value = what();
  return { value, ms: performance.now() - startMs };
}

function pairsOf(circles: Circles): NumberPair[] {
  return circles.flatMap((members) =>
    members.flatMap((one, n) =>
      members.slice(n + 1).map((other) => ({ a: Math.min(one, other), b: Math.max(one, other) })),
    ),
  );
}

/** The course of 200: two traits, ten pairs apart, ten together, and rounds that met before. */
function course(people: number, size: number, seed: number): Task {
  const random = new Random(seed);
  const trait = (values: number) => Array.from({ length: people }, () => random.below(values));
  // No person is in two wishes, so that all of them can be met.
  const order = Array.from({ length: people }, (_, n) => n);
  for (let n = people - 1; n > 0; n--) {
    const other = random.below(n + 1);
    [order[n], order[other]] = [order[other]!, order[n]!];
  }
  const pair = (n: number) => {
    const [a, b] = [order[2 * n]!, order[2 * n + 1]!];
    return { a: Math.min(a, b), b: Math.max(a, b) };
  };
  const wished = Math.floor(people / 20);
  return {
    people,
    sizes: circleSizes(people, { by: 'size', size }),
    traits: [
      { wish: 'mix', of: trait(12) },
      { wish: 'mix', of: trait(3) },
    ],
    apart: Array.from({ length: wished }, (_, n) => pair(n)),
    together: Array.from({ length: wished }, (_, n) => pair(wished + n)),
    met: [],
  };
}

function meet(task: Task, circles: Circles): void {
  for (const { a, b } of pairsOf(circles)) {
    const known = task.met.find((pair) => pair.a === a && pair.b === b);
    if (known) known.times += 1;
    else task.met.push({ a, b, times: 1 });
  }
}

const count = (broken: Broken[], ...wishes: Broken['wish'][]) =>
  broken.filter(({ wish }) => wishes.includes(wish)).length;

/** People of a fixed pair who have a value of which a circle may have one: no division mixes them. */
function unavoidable(task: Task): number {
  const largest = task.sizes[0]!;
  return task.traits.reduce((sum, { of }) => {
    const rare = (value: number) =>
      of.filter((one) => one === value).length * largest <= task.people;
    return sum + task.together.filter(({ a, b }) => of[a] === of[b] && rare(of[a]!)).length;
  }, 0);
}

function courses(): void {
  headings(
    'people',
    'size',
    'round',
    'ms',
    'pairs broken',
    'meet again',
    'uneven',
    'of which no way',
  );
  for (const people of [30, 200, 500]) {
    for (const size of people === 200 ? [5, 6, 7, 8] : [6]) {
      const task = course(people, size, 7);
      for (let round = 1; round <= 4; round++) {
        const runs = SEEDS.map((seed) =>
          timed(() => {
            const search = new Search(task, seed);
            search.run(usualSwaps(people));
            return search.circles()[0]!;
          }),
        );
        const broken = runs.map(({ value }) => brokenWishes(task, value));
        const worst = (...wishes: Broken['wish'][]) =>
          Math.max(...broken.map((one) => count(one, ...wishes)));
        const ms = Math.round(median(runs.map((run) => run.ms)));
        const pairs = worst('apart', 'together');
        row(people, size, round, ms, pairs, worst('met'), worst('mix'), unavoidable(task));
        meet(task, runs[0]!.value);
      }
    }
  }
}

/** groups, size, weeks, and the fewest repeated meetings that are known to be possible. */
const INSTANCES: [number, number, number, number | null][] = [
  [5, 3, 7, 0],
  [8, 4, 5, 0],
  [8, 4, 7, 0],
  [8, 4, 8, 0],
  [8, 4, 9, 0],
  [8, 4, 10, 0],
  [5, 5, 6, 0],
  [6, 6, 3, 0],
  [6, 6, 4, 2],
  [7, 4, 5, 0],
  [7, 4, 9, 0],
  [7, 7, 8, 0],
  [10, 6, 5, null],
  [10, 8, 4, null],
  [10, 10, 3, 0],
  [10, 10, 4, 0],
];

function again(rounds: Circles[]): number {
  const met = new Set<string>();
  let repeated = 0;
  for (const { a, b } of rounds.flatMap(pairsOf)) {
    if (met.has(`${a} ${b}`)) repeated += 1;
    met.add(`${a} ${b}`);
  }
  return repeated;
}

function plain(groups: number, size: number): Task {
  const sizes = Array<number>(groups).fill(size);
  return { people: groups * size, sizes, traits: [], apart: [], together: [], met: [] };
}

/** As the page does it: each round knows those before it. */
function byRound(groups: number, size: number, weeks: number, seed: number): Circles[] {
  const task = plain(groups, size);
  return Array.from({ length: weeks }, (_, week) => {
    const search = new Search(task, seed * 1_000 + week);
    search.run(usualSwaps(task.people));
    const circles = search.circles()[0]!;
    meet(task, circles);
    return circles;
  });
}

function atOnce(groups: number, size: number, weeks: number, seed: number): Circles[] {
  const search = new Search(plain(groups, size), seed, weeks);
  search.run(SERIES_SWAPS);
  return search.circles();
}

interface Played {
  again: number[];
  ms: number;
}

function play(solve: (seed: number) => Circles[]): Played {
  const runs = SEEDS.map((seed) => timed(() => solve(seed)));
  return { again: runs.map(({ value }) => again(value)), ms: median(runs.map(({ ms }) => ms)) };
}

function written({ again, ms }: Played): string[] {
  return [`${Math.min(...again)} / ${median(again)}`, `${Math.round(ms)}`];
}

function instances(other: Golfers | null): void {
  headings(
    'groups-size-weeks',
    'known',
    ...(other ? ['Good-Enough Golfers', 'ms'] : []),
    'Kring, a round at a time',
    'ms',
    'Kring, all rounds at once',
    'ms',
  );
  const totals = { other: 0, otherMs: 0, own: 0, ownMs: 0 };
  for (const [groups, size, weeks, known] of INSTANCES) {
    const theirs = other && play(() => other(groups, size, weeks));
    const own = play((seed) => byRound(groups, size, weeks, seed));
    const series = play((seed) => atOnce(groups, size, weeks, seed));
    totals.other += theirs ? median(theirs.again) : 0;
    totals.otherMs += theirs?.ms ?? 0;
    totals.own += median(own.again);
    totals.ownMs += own.ms;
    const name = `${groups}-${size}-${weeks}`;
    row(
      name,
      known ?? '?',
      ...(theirs ? written(theirs) : []),
      ...written(own),
      ...written(series),
    );
  }
  if (!other) return;
  const ratio = (one: number, two: number) => (one / two).toFixed(2);
  console.log(
    `\nAll instances: ${totals.other} repeated meetings (Good-Enough Golfers), ${totals.own} (Kring, a round ` +
      `at a time): ${ratio(totals.own, totals.other)} times as many, in ` +
      `${ratio(totals.ownMs, totals.otherMs)} times the time.`,
  );
}

console.log(
  `node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, load ${loadavg()[0]!.toFixed(1)}`,
);
console.log(`\nA course, seeds ${SEEDS.join(', ')}: the median time and the worst of the seeds.\n`);
courses();
console.log(
  '\nRepeated meetings: the least and the median of five runs; time is the median of a run.\n',
);
instances(await golfers());
