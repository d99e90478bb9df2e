/** The people whom circles are made of, and the limits of a list. */

export interface Person {
  /** As shown; no two people of a list have the same. */
  name: string;
  /** One value for each trait of the list; empty where the list says nothing. */
  traits: string[];
}

/** Names of two people. */
export type Pair = readonly [string, string];

/** The circles of one meeting, as names. */
export type Round = string[][];

/** More people than one trainer composes groups for; the search stays under two seconds at 200. */
export const MAX_PEOPLE = 500;
/** Characters of a pasted list: fifty for each of the most people. */
export const MAX_LIST_CHARS = 200_000;
export const MAX_NAME_CHARS = 60;
export const MAX_TRAITS = 2;

/** For comparing names: without case, accents, or more than one space. */
export function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** Where each person of a list is, by the key of the name. */
export function indexOfNames(people: readonly Person[]): Map<string, number> {
  return new Map(people.map(({ name }, index) => [nameKey(name), index]));
}

export function findName(byKey: Map<string, number>, name: string): number | undefined {
  return byKey.get(nameKey(name));
}
