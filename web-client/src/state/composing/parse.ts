/** A pasted list of names and traits, and what was odd about it. */
import { cleanCell, rowsOf, type Row } from './cells';
import { MAX_LIST_CHARS, MAX_NAME_CHARS, MAX_PEOPLE, MAX_TRAITS, nameKey } from './people';
import type { Person } from './people';

/** What the person who pasted the list is told. The first two come with an empty list. */
export type ListNotice =
  | { is: 'too_long'; limit: number }
  | { is: 'too_many'; found: number; limit: number }
  | { is: 'double'; name: string; times: number }
  | { is: 'no_name'; lines: number[] }
  | { is: 'shortened'; names: string[]; limit: number }
  | { is: 'more_columns'; used: number }
  | { is: 'all_differ'; trait: number };

export interface PeopleList {
  people: Person[];
  /** The heading of each trait's column; empty if there was none. */
  traits: string[];
  /** Whether the first line was read as headings. */
  headings: boolean;
  notices: ListNotice[];
}

/** What the heading above names begins with, in Dutch and English. */
const NAME_HEADING =
  /^(volledige |full )?(naam|namen|names?|voornaam|voornamen|first ?name|given ?name|deelnemers?|participants?|collega.?s?|medewerkers?|student(en|s)?|docent(en)?|wie|who)$/u;
const FIRST_NAME = /^(voornaam|voornamen|roepnaam|first ?name|given ?name)$/u;
const REST_OF_NAME =
  /^(tussenvoegsels?|voorvoegsels?|achternaam|achternamen|prefix|last ?name|surname|family ?name)$/u;

/** `headings`: whether the first line is one; `null` to find out. */
export function parsePeople(text: string, headings: boolean | null = null): PeopleList {
  const nothing = { people: [], traits: [], headings: false };
  if (text.length > MAX_LIST_CHARS) {
    return { ...nothing, notices: [{ is: 'too_long', limit: MAX_LIST_CHARS }] };
  }
  const rows = rowsOf(text);
  const first = rows[0]?.cells ?? [];
  const headed = headings ?? NAME_HEADING.test(nameKey(first[0] ?? ''));
  const found = rows.length - (headed ? 1 : 0);
  if (found > MAX_PEOPLE) {
    return { ...nothing, notices: [{ is: 'too_many', found, limit: MAX_PEOPLE }] };
  }
  const nameColumns = headed ? columnsOfName(first) : 1;
  const columns = Math.max(0, ...rows.map(({ cells }) => lastFilled(cells)));
  const traitCount = Math.min(MAX_TRAITS, Math.max(0, columns - nameColumns));
  const notices: ListNotice[] = [];
  const people = peopleOf(headed ? rows.slice(1) : rows, nameColumns, traitCount, notices);
  if (columns > nameColumns + MAX_TRAITS) notices.push({ is: 'more_columns', used: MAX_TRAITS });
  const traits = Array.from({ length: traitCount }, (_, trait) =>
    headed ? (first[nameColumns + trait] ?? '').slice(0, MAX_NAME_CHARS) : '',
  );
  notices.push(...differing(people, traitCount));
  return { people, traits, headings: headed && rows.length > 0, notices };
}

/** A first name and a surname in columns of their own are one name. */
function columnsOfName(headings: string[]): number {
  if (!FIRST_NAME.test(nameKey(headings[0] ?? ''))) return 1;
  let columns = 1;
  while (REST_OF_NAME.test(nameKey(headings[columns] ?? ''))) columns++;
  return columns;
}

function lastFilled(cells: string[]): number {
  return cells.findLastIndex((cell) => cell !== '') + 1;
}

function peopleOf(
  rows: Row[],
  nameColumns: number,
  traitCount: number,
  notices: ListNotice[],
): Person[] {
  const people: Person[] = [];
  const times = new Map<string, { name: string; times: number }>();
  const taken = new Set<string>();
  const nameless: number[] = [];
  const shortened: string[] = [];
  for (const { line, cells } of rows) {
    const whole = cleanCell(cells.slice(0, nameColumns).join(' '));
    if (whole === '') {
      nameless.push(line);
      continue;
    }
    const name = cut(whole);
    if (name !== whole) shortened.push(name);
    const seen = times.get(nameKey(name)) ?? { name, times: 0 };
    seen.times += 1;
    times.set(nameKey(name), seen);
    const traits = Array.from({ length: traitCount }, (_, trait) =>
      cut(cells[nameColumns + trait] ?? ''),
    );
    people.push({ name: freeName(name, taken), traits });
  }
  for (const one of times.values()) if (one.times > 1) notices.push({ is: 'double', ...one });
  if (nameless.length > 0) notices.push({ is: 'no_name', lines: nameless });
  if (shortened.length > 0) {
    notices.push({ is: 'shortened', names: shortened, limit: MAX_NAME_CHARS });
  }
  return people;
}

function cut(text: string): string {
  const characters = [...text];
  return characters.length > MAX_NAME_CHARS
    ? `${characters.slice(0, MAX_NAME_CHARS - 1).join('')}…`
    : text;
}

/** The second of two people with one name gets "(2)" behind it. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(nameKey(free)); number++) free = `${name} (${number})`;
  taken.add(nameKey(free));
  return free;
}

/** A trait that is different for everybody can be neither mixed nor kept together. */
function differing(people: Person[], traitCount: number): ListNotice[] {
  const notices: ListNotice[] = [];
  for (let trait = 0; trait < traitCount; trait++) {
    const values = people.map(({ traits }) => traits[trait] ?? '').filter((value) => value !== '');
    const differ = new Set(values.map(nameKey)).size === values.length;
    if (values.length > 3 && differ) notices.push({ is: 'all_differ', trait });
  }
  return notices;
}
