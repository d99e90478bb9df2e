/** Fixed pairs as blocks of people who move together, and a first division that splits as few as it must. */
import type { NumberPair } from './wishes';

/** The depth-first search for a division without a split block gives up after so many steps. */
const MAX_PACKING_STEPS = 20_000;

/** Blocks of two people and more; a chain of pairs is one block. */
export function blocksOf(people: number, together: readonly NumberPair[]): number[][] {
  const parent = Array.from({ length: people }, (_, n) => n);
  const root = (one: number): number => {
    let at = one;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  for (const { a, b } of together) parent[root(b)] = root(a);
  const members = new Map<number, number[]>();
  for (let person = 0; person < people; person++) {
    const of = root(person);
    members.set(of, [...(members.get(of) ?? []), person]);
  }
  return [...members.values()].filter(({ length }) => length > 1);
}

export interface Packing {
  /** The circle of each block that stays whole, in the order given; -1 for one that does not fit. */
  circles: number[];
}

/** Puts blocks into circles: whole wherever the search finds room, and otherwise as many as fit. */
export function pack(blocks: readonly number[][], sizes: readonly number[]): Packing {
  const order = blocks
    .map(({ length }, block) => ({ block, length }))
    .sort((one, other) => other.length - one.length);
  const room = [...sizes];
  const circles = blocks.map(() => -1);
  let steps = 0;

  function place(next: number): boolean {
    const one = order[next];
    if (one === undefined) return true;
    const tried = new Set<number>();
    // The fullest circle that still has room first: it keeps large rooms for large blocks.
    const choices = room.map((left, circle) => ({ left, circle }));
    choices.sort((x, y) => x.left - y.left || x.circle - y.circle);
    for (const { left, circle } of choices) {
      if (left < one.length || tried.has(left)) continue;
      if (++steps > MAX_PACKING_STEPS) return false;
      tried.add(left);
      room[circle] = left - one.length;
      circles[one.block] = circle;
      if (place(next + 1)) return true;
      room[circle] = left;
      circles[one.block] = -1;
    }
    return false;
  }

  if (place(0)) return { circles };
  return { circles: packGreedily(order, blocks.length, sizes) };
}

function packGreedily(
  order: readonly { block: number; length: number }[],
  blocks: number,
  sizes: readonly number[],
): number[] {
  const room = [...sizes];
  const circles = Array.from({ length: blocks }, () => -1);
  for (const { block, length } of order) {
    const roomiest = room.indexOf(Math.max(...room));
    if (room[roomiest]! < length) continue;
    circles[block] = roomiest;
    room[roomiest]! -= length;
  }
  return circles;
}
