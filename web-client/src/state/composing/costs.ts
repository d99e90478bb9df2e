/** What each wish costs where it is not met, as tables that the search reads. */
import { blocksOf, pack } from './blocks';
import { evenShare } from './broken';
import type { Task } from './wishes';

/** One wish about two named people, apart or together: more than all repeats and traits beside it. */
export const HARD_COST = 100_000;
/** Each time that two people meet again. Two uneven values cost less than one such pair. */
export const REPEAT_COST = 1_000;
/** A value that is one person off an even share; the cost grows with the square. */
const UNEVEN_COST = 400;
/** A circle that has somebody with a value that is kept together, and what each more of them adds. */
const SCATTERED_COST = 300;
const SCATTERED_GROWTH = 100;

/** Everything that does not change during a search. Persons, circles, seats and values are numbers. */
export interface Costs {
  people: number;
  sizes: number[];
  /** [person * people + person]: what it costs that two share a circle. */
  pairs: Int32Array;
  /** [trait * people + person]: the value, or -1; values of different traits have different numbers. */
  valueOf: Int32Array;
  traits: number;
  values: number;
  /** [(sizeClass * values + value) * stride + count], where the class is 0 for the larger circles. */
  table: Int32Array;
  stride: number;
  /** The block of each person, or -1; only blocks that fit into a circle. */
  blockOf: Int32Array;
  blocks: number[][];
  /** The circle in which each block begins. */
  blockCircles: number[];
  fixedPairs: number;
  /** Pairs within blocks: they meet in every round, and that is no repeat. */
  pairsInBlocks: number;
  /** No circles of one round cost less; often reached, and then the search is done. */
  leastTraitCost: number;
}

export function costsOf(task: Task): Costs {
  const blocks = blocksOf(task.people, task.together);
  const { circles } = pack(blocks, task.sizes);
  const whole = blocks.map((members, n) => ({ members, circle: circles[n]! }));
  const kept = whole.filter(({ circle }) => circle >= 0);
  const blockOf = new Int32Array(task.people).fill(-1);
  kept.forEach(({ members }, n) => members.forEach((one) => (blockOf[one] = n)));
  return {
    people: task.people,
    sizes: task.sizes,
    pairs: pairCosts(task, blocks),
    ...traitCosts(task),
    blockOf,
    blocks: kept.map(({ members }) => members),
    blockCircles: kept.map(({ circle }) => circle),
    fixedPairs: task.together.length,
    pairsInBlocks: kept.reduce((sum, { members }) => sum + pairsAmong(members.length), 0),
  };
}

export function pairsAmong(people: number): number {
  return (people * (people - 1)) / 2;
}

function pairCosts(task: Task, blocks: number[][]): Int32Array {
  const costs = new Int32Array(task.people * task.people);
  const add = (a: number, b: number, cost: number) => {
    costs[a * task.people + b]! += cost;
    costs[b * task.people + a]! += cost;
  };
  for (const { a, b, times } of task.met) add(a, b, REPEAT_COST * times);
  // Those who are kept together met before and will meet again: no repeat.
  for (const members of blocks) {
    for (const a of members) for (const b of members) costs[a * task.people + b] = 0;
  }
  for (const { a, b } of task.together) add(a, b, -HARD_COST);
  for (const { a, b } of task.apart) add(a, b, HARD_COST);
  return costs;
}

function traitCosts(task: Task) {
  const wished = task.traits.filter(({ wish }) => wish !== 'free');
  const valueOf = new Int32Array(wished.length * task.people).fill(-1);
  const stride = (task.sizes[0] ?? 0) + 1;
  const classes = [task.sizes[0] ?? 0, task.sizes.at(-1) ?? 0];
  const rows: { large: number[]; small: number[] }[] = [];
  let leastTraitCost = 0;
  wished.forEach(({ wish, of }, trait) => {
    const first = rows.length;
    of.forEach((value, one) => {
      if (value >= 0) valueOf[trait * task.people + one] = first + value;
    });
    for (let value = 0; value <= Math.max(-1, ...of); value++) {
      const all = of.filter((one) => one === value).length;
      const row = (size: number) => rowOf(wish === 'mix', all, size, task.people, stride);
      rows.push({ large: row(classes[0]!), small: row(classes[1]!) });
      if (wish === 'together') leastTraitCost += leastScattered(all, stride - 1);
    }
  });
  const table = new Int32Array(2 * rows.length * stride);
  rows.forEach(({ large, small }, value) => {
    table.set(large, value * stride);
    table.set(small, (rows.length + value) * stride);
  });
  return { valueOf, traits: wished.length, values: rows.length, table, stride, leastTraitCost };
}

/** The cost of 0, 1, 2… people with one value in a circle. */
function rowOf(mix: boolean, all: number, size: number, people: number, stride: number): number[] {
  const { least, most } = evenShare(all, size, people);
  return Array.from({ length: stride }, (_, here) => {
    if (!mix) return scattered(here);
    const off = Math.max(0, here - most, least - here);
    return UNEVEN_COST * off * off;
  });
}

/** Concave, so that fewer and fuller is always cheaper. */
function scattered(here: number): number {
  return here === 0 ? 0 : SCATTERED_COST + Math.round(SCATTERED_GROWTH * Math.sqrt(here));
}

function leastScattered(all: number, largest: number): number {
  return Math.floor(all / largest) * scattered(largest) + scattered(all % largest);
}
