/** The retention times that the page offers. The server decides whether one is allowed. */
import { LIMITS } from '../protocol/constants';
import type { Lifecycle } from '../protocol/protocol';

export const USUAL_DAYS = LIMITS.keep_days;
/** A week, the usual month, a term, a school year. */
export const KEEP_DAYS: readonly number[] = [7, USUAL_DAYS, 90, LIMITS.keep_days_max];

const DAY_MS = 24 * 60 * 60 * 1000;

export interface CurrentRetention {
  lifecycle: Lifecycle;
  /** The days that were chosen. */
  days: number;
  closedAtMs: number | null;
}

/**
 * What is worth offering. In the lobby everything; once people have taken part only what is
 * shorter; after closing only what does not erase everything at once: for that there is another
 * button.
 */
export function choices(current: CurrentRetention, nowMs: number): number[] {
  if (current.lifecycle === 'lobby') {
    return [...new Set([...KEEP_DAYS, current.days])].sort((a, b) => a - b);
  }
  const shorter = KEEP_DAYS.filter((days) => days < current.days);
  const { closedAtMs } = current;
  return closedAtMs === null ? shorter : shorter.filter((days) => endMs(closedAtMs, days) > nowMs);
}

/** The time at which everything is erased when it is kept for `days` after closing. */
export function endMs(closedAtMs: number, days: number): number {
  return closedAtMs + days * DAY_MS;
}
