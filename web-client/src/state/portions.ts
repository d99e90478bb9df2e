/**
 * A long list in portions, of which only those in sight are laid out. A portion keeps its texts while
 * newer ones arrive, so that nothing but the newest portion changes.
 */
import type { Contribution } from '../protocol/protocol';

/** Texts in one portion: some screens of a phone. A usual meeting has one portion of each kind. */
const PORTION = 20;

export interface Portion {
  /** Counted from 0, the oldest. */
  number: number;
  /** Newest first. */
  texts: Contribution[];
  /** Whether it takes no more texts. */
  isFull: boolean;
}

/**
 * From texts that stand oldest first to portions of which the newest comes first. A portion in which
 * nothing changed is the same object as `before`.
 */
export function portionsOf(
  texts: readonly Contribution[],
  before: readonly Portion[] = [],
): Portion[] {
  const known = new Map(before.map((portion) => [portion.number, portion]));
  const portions: Portion[] = [];
  for (let start = 0; start < texts.length; start += PORTION) {
    const newest = texts.slice(start, start + PORTION).toReversed();
    const number = portions.length;
    const was = known.get(number);
    const isSame = was !== undefined && sameTexts(was.texts, newest);
    portions.push(isSame ? was : { number, texts: newest, isFull: newest.length === PORTION });
  }
  return portions.toReversed();
}

function sameTexts(a: readonly Contribution[], b: readonly Contribution[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
