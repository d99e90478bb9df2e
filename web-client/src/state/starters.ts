/** Sentence starters: which are offered, and what a tap makes of a field. */
import type { Kind, Role, Starter } from '../protocol/protocol';

/** Those for this kind in this step, for somebody with these roles. */
export function offered(
  starters: readonly Starter[],
  kind: Kind,
  step: string | undefined,
  roles: readonly Role[],
): Starter[] {
  return starters.filter(
    (starter) =>
      starter.kind === kind &&
      (starter.step == null || starter.step === step) &&
      starter.by.some((role) => roles.includes(role)),
  );
}

/** A field after a tap, and what is selected in it. */
export interface Begun {
  text: string;
  from: number;
  to: number;
}

/**
 * The words on a line of their own, with the first gap in them selected; without one the cursor stands
 * at the end.
 */
export function begin(before: string, words: string): Begun {
  const begun = words.replace(/\s*(…|\.\.\.)\s*$/u, ' ');
  const start = before.trim() === '' ? '' : `${before.trimEnd()}\n`;
  const gap = begun.indexOf('…');
  const from = start.length + (gap < 0 ? begun.length : gap);
  return { text: start + begun, from, to: gap < 0 ? from : from + 1 };
}
