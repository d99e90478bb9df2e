/** What composing gives: circles with names and a reason. Groups and links are to be made of this. */
import type { Person } from './people';
import type { Circles } from './search';

export interface ComposedCircle {
  /** From 1, as its members know it. */
  number: number;
  people: Person[];
  /** Why these people, for its members to read; never empty in what is handed on. */
  why: string;
}

/** `ownReasons`: by circle, from 0; a circle without one has the reason of all. */
export function composedCircles(
  people: readonly Person[],
  circles: Circles,
  why: string,
  ownReasons: ReadonlyMap<number, string>,
): ComposedCircle[] {
  return circles.map((members, n) => ({
    number: n + 1,
    people: members.map((one) => people[one]!),
    why: (ownReasons.get(n)?.trim() || why.trim()).replace(/\s+/gu, ' '),
  }));
}

/** The numbers of the circles whose members would not know why. */
export function withoutReason(circles: readonly ComposedCircle[]): number[] {
  return circles.filter(({ why }) => why === '').map(({ number }) => number);
}

export interface TextWords {
  circle: (number: number) => string;
  why: string;
}

/** As plain text, in a form that this page reads again as earlier circles. */
export function circlesAsText(circles: readonly ComposedCircle[], words: TextWords): string {
  return circles
    .map(({ number, people, why }) =>
      [words.circle(number), `${words.why}: ${why}`, ...people.map(({ name }) => `- ${name}`)].join(
        '\n',
      ),
    )
    .join('\n\n');
}

/** The circles after two people changed places; a person with somebody of the same circle changes nothing. */
export function swapped(circles: Circles, a: number, b: number): Circles {
  const instead = (one: number) => (one === a ? b : one === b ? a : one);
  return circles.map((members) => members.map(instead).sort((one, other) => one - other));
}
