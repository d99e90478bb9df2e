/** Earlier circles as they are pasted: a line each, a block of lines each, or as this page copies them. */
import { cleanCell } from './cells';
import { findName, indexOfNames, type Person, type Round } from './people';

export interface EarlierCircles {
  /** Circles of two or more people of the list. */
  circles: Round;
  /** Names that are not in the list, at most `MAX_UNKNOWN`; they are left out. */
  unknown: string[];
}

const MAX_UNKNOWN = 20;
const MAX_LINES = 5_000;

/** "Kring 3", "Groep 2:", "Circle 1 (6)": what stands above a circle or in front of it. */
const LABEL = /^(kring|groep|circle|group|tafel|table|team)\s*\d+\s*(\(\d+\))?\s*[:.]?\s*/iu;
/** The reason that this page writes above the names. */
const REASON = /^(waarom|why)\b[^:]*:/iu;
const BULLET = /^\s*([-*•–]|\d+[.)])\s+/u;

export function parseEarlier(text: string, people: readonly Person[]): EarlierCircles {
  const byKey = indexOfNames(people);
  const circles: Round = [];
  const unknown = new Set<string>();
  let block: string[] = [];
  const close = () => {
    const members = [...new Set(block)];
    if (members.length > 1) circles.push(members);
    block = [];
  };
  const take = (name: string): string[] => {
    const index = findName(byKey, name);
    if (index === undefined && name !== '') unknown.add(name);
    return index === undefined ? [] : [people[index]!.name];
  };
  for (const raw of text.replace(/\r\n?/gu, '\n').split('\n').slice(0, MAX_LINES)) {
    const line = raw.replace(/^\ufeff/u, '');
    if (cleanCell(line) === '') close();
    else if (!REASON.test(line.trim())) {
      const labelled = LABEL.test(line.trim());
      if (labelled) close();
      const names = namesIn(line.trim().replace(LABEL, ''), (name) => findName(byKey, name));
      if (names.length === 1) block.push(...take(names[0]!));
      else if (names.length > 1) {
        close();
        block = names.flatMap(take);
        close();
      }
    }
  }
  close();
  return { circles, unknown: [...unknown].slice(0, MAX_UNKNOWN) };
}

/** A line that is a name as a whole is one, also with a comma in it. */
function namesIn(line: string, find: (name: string) => number | undefined): string[] {
  const whole = cleanCell(line.replace(BULLET, ''));
  if (whole === '') return [];
  if (find(whole) !== undefined) return [whole];
  const separator = ['\t', ';', ','].find((one) => line.includes(one));
  if (separator === undefined) return [whole];
  return line.replace(BULLET, '').split(separator).map(cleanCell).filter(Boolean);
}
