/** Which wishes some circles do not meet, counted from the circles alone and not by the search. */
import { blocksOf } from './blocks';
import type { Task } from './wishes';

/** People, circles, traits and values are numbers from 0. */
export type Broken =
  | { wish: 'apart'; a: number; b: number; circle: number }
  | { wish: 'together'; a: number; b: number; circles: [number, number] }
  | { wish: 'met'; a: number; b: number; circle: number; times: number }
  /** More of one value in a circle than an even share, rounded up, or fewer than it rounded down. */
  | { wish: 'mix'; trait: number; value: number; circle: number; here: number; share: Share }
  /** A value that is in more circles than it needs. */
  | { wish: 'gather'; trait: number; value: number; circles: number; needed: number };

export interface Share {
  least: number;
  most: number;
}

/** What an even division gives a circle of this size: one of two whole numbers, or one. */
export function evenShare(ofValue: number, size: number, people: number): Share {
  return {
    least: Math.floor((ofValue * size) / people),
    most: Math.ceil((ofValue * size) / people),
  };
}

/** The fewest circles that hold so many people, the largest circles first. */
export function circlesNeeded(ofValue: number, sizes: readonly number[]): number {
  let left = ofValue;
  let circles = 0;
  for (const size of sizes) {
    if (left <= 0) break;
    left -= size;
    circles += 1;
  }
  return circles;
}

/**
 * `circles`: the members of each. People who are kept together, also through a third, met before because
 * that was asked: it breaks nothing.
 */
export function brokenWishes(task: Task, circles: readonly (readonly number[])[]): Broken[] {
  const circleOf = new Map(
    circles.flatMap((members, n) => members.map((one) => [one, n] as const)),
  );
  const at = (person: number) => circleOf.get(person) ?? -1;
  const block = new Map(
    blocksOf(task.people, task.together).flatMap((members, n) =>
      members.map((one) => [one, n] as const),
    ),
  );
  const fixed = (a: number, b: number) => block.has(a) && block.get(a) === block.get(b);
  return [
    ...task.apart
      .filter(({ a, b }) => at(a) === at(b))
      .map(({ a, b }) => ({ wish: 'apart' as const, a, b, circle: at(a) })),
    ...task.together
      .filter(({ a, b }) => at(a) !== at(b))
      .map(({ a, b }) => ({
        wish: 'together' as const,
        a,
        b,
        circles: [at(a), at(b)] as [number, number],
      })),
    ...task.met
      .filter(({ a, b }) => at(a) === at(b) && !fixed(a, b))
      .map(({ a, b, times }) => ({ wish: 'met' as const, a, b, circle: at(a), times })),
    ...task.traits.flatMap(({ wish, of }, trait) => {
      if (wish === 'mix') return unevenIn(of, trait, circles, task.people);
      return wish === 'together' ? scatteredIn(of, trait, circles) : [];
    }),
  ];
}

function countOf(of: readonly number[], people: readonly number[], value: number): number {
  return people.filter((person) => of[person] === value).length;
}

function valuesIn(of: readonly number[]): number[] {
  return [...new Set(of)].filter((value) => value >= 0).sort((one, other) => one - other);
}

function unevenIn(
  of: readonly number[],
  trait: number,
  circles: readonly (readonly number[])[],
  people: number,
): Broken[] {
  const everybody = circles.flat();
  return valuesIn(of).flatMap((value) => {
    const all = countOf(of, everybody, value);
    return circles.flatMap((members, circle) => {
      const here = countOf(of, members, value);
      const share = evenShare(all, members.length, people);
      const even = here >= share.least && here <= share.most;
      return even ? [] : [{ wish: 'mix' as const, trait, value, circle, here, share }];
    });
  });
}

function scatteredIn(
  of: readonly number[],
  trait: number,
  circles: readonly (readonly number[])[],
): Broken[] {
  const sizes = circles.map(({ length }) => length).sort((one, other) => other - one);
  return valuesIn(of).flatMap((value) => {
    const counts = circles.map((members) => countOf(of, members, value));
    const used = counts.filter((here) => here > 0).length;
    const needed = circlesNeeded(
      counts.reduce((sum, here) => sum + here, 0),
      sizes,
    );
    return used > needed ? [{ wish: 'gather' as const, trait, value, circles: used, needed }] : [];
  });
}

/** The same wish about the same people, however badly it is broken. */
export function keyOf(broken: Broken): string {
  switch (broken.wish) {
    case 'mix':
      return `mix ${broken.trait} ${broken.value} ${broken.circle}`;
    case 'gather':
      return `gather ${broken.trait} ${broken.value}`;
    default:
      return `${broken.wish} ${broken.a} ${broken.b}`;
  }
}

/** What is broken now and was not before. */
export function newlyBroken(before: readonly Broken[], after: readonly Broken[]): Broken[] {
  const known = new Set(before.map(keyOf));
  return after.filter((one) => !known.has(keyOf(one)));
}
