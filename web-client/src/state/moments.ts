/** Moments of a fragment, typed and shown as minutes and seconds: `3:07`. */
import { LIMITS } from '../protocol/constants';

export function shownMoment(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The seconds of `3:07` or `3.07`, or of whole minutes; `null` if it is no moment. */
export function readMoment(typed: string): number | null {
  const parts = /^(\d{1,4})(?:[:.]([0-5]\d))?$/.exec(typed.trim());
  if (!parts) return null;
  const seconds = Number(parts[1]) * 60 + Number(parts[2] ?? 0);
  return seconds < LIMITS.fragment_seconds ? seconds : null;
}
