/** What a trainer wishes of the circles, by name and by number. */
import { findName, indexOfNames, nameKey, type Pair, type Person, type Round } from './people';
import { circleSizes, type SizeWish } from './sizes';

/** For one trait: spread every value evenly, keep people with one value together, or neither. */
export type TraitWish = 'mix' | 'together' | 'free';

export interface Wishes {
  size: SizeWish;
  traits: TraitWish[];
  apart: Pair[];
  together: Pair[];
  /** Who met before; none of it should happen again. */
  earlier: Round[];
}

export interface NumberPair {
  a: number;
  b: number;
}

/** Wishes about the people of one list, who are numbers from here on: the order of the list. */
export interface Task {
  people: number;
  /** Of each circle, the largest first. */
  sizes: number[];
  traits: { wish: TraitWish; /** The value of each person; -1 without one. */ of: number[] }[];
  apart: NumberPair[];
  together: NumberPair[];
  /** How often two people met, for those who did; no pair is in it twice. */
  met: (NumberPair & { times: number })[];
}

/** Wishes about somebody who is no longer in the list are left out. */
export function taskOf(people: readonly Person[], wishes: Wishes): Task {
  const byKey = indexOfNames(people);
  const pairs = (named: readonly Pair[]) => {
    const found = new Map<number, NumberPair>();
    for (const [one, other] of named) {
      const pair = ordered(findName(byKey, one), findName(byKey, other));
      if (pair) found.set(pair.a * people.length + pair.b, pair);
    }
    return [...found.values()];
  };
  return {
    people: people.length,
    sizes: circleSizes(people.length, wishes.size),
    traits: wishes.traits.map((wish, trait) => ({ wish, of: valuesOf(people, trait) })),
    apart: pairs(wishes.apart),
    together: pairs(wishes.together),
    met: metBefore(wishes.earlier, people.length, (name) => findName(byKey, name)),
  };
}

function ordered(one: number | undefined, other: number | undefined): NumberPair | null {
  if (one === undefined || other === undefined || one === other) return null;
  return { a: Math.min(one, other), b: Math.max(one, other) };
}

/** Values that differ in case, accents or spaces only are one value. */
function valuesOf(people: readonly Person[], trait: number): number[] {
  const numbers = new Map<string, number>();
  return people.map(({ traits }) => {
    const key = nameKey(traits[trait] ?? '');
    if (key === '') return -1;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  });
}

function metBefore(
  rounds: readonly Round[],
  people: number,
  find: (name: string) => number | undefined,
): Task['met'] {
  const met = new Map<number, NumberPair & { times: number }>();
  for (const circle of rounds.flat()) {
    const members = [...new Set(circle.map(find))];
    members.forEach((one, n) => {
      for (const other of members.slice(n + 1)) {
        const pair = ordered(one, other);
        if (!pair) continue;
        const key = pair.a * people + pair.b;
        met.set(key, { ...pair, times: (met.get(key)?.times ?? 0) + 1 });
      }
    });
  }
  return [...met.values()];
}
