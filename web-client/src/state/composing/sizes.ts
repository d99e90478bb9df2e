/** How many circles there will be, and how large each is. */

export const MIN_USUAL_SIZE = 5;
export const MAX_USUAL_SIZE = 8;

/** A wished size of every circle, or a wished number of circles. */
export type SizeWish = { by: 'size'; size: number } | { by: 'count'; count: number };

/** The largest first; they differ by at most one. Empty without people. */
export function circleSizes(people: number, wish: SizeWish): number[] {
  if (people === 0) return [];
  return divided(people, wish.by === 'count' ? wish.count : countFor(people, wish.size));
}

function divided(people: number, count: number): number[] {
  const circles = Math.max(1, Math.min(people, Math.round(count)));
  const least = Math.floor(people / circles);
  return Array.from({ length: circles }, (_, n) => least + (n < people % circles ? 1 : 0));
}

/** Within five to eight, or the wish itself, before as near to the wish as can be. */
function countFor(people: number, size: number): number {
  const least = Math.min(MIN_USUAL_SIZE, size);
  const most = Math.max(MAX_USUAL_SIZE, size);
  let best = { count: 1, outside: Infinity, off: Infinity };
  for (let count = 1; count <= people; count++) {
    const large = Math.ceil(people / count);
    const small = Math.floor(people / count);
    const outside = Math.max(0, large - most) + Math.max(0, least - small);
    const off = Math.max(Math.abs(large - size), Math.abs(small - size));
    if (outside < best.outside || (outside === best.outside && off < best.off)) {
      best = { count, outside, off };
    }
  }
  return best.count;
}
