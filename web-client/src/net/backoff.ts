/** How long to wait before the next attempt: doubling, capped, and never for two clients the same. */
const FIRST_MS = 400;
/** People look at the page and wait; longer than this feels broken. */
const LONGEST_MS = 15_000;

export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + random() * (ceiling / 2);
}

/** What the server asks at most to wait; more would be a mistake somewhere. */
const BUSY_LONGEST_S = 120;
const BUSY_USUAL_S = 10;

/** How long to leave a server alone that said "too many", by its `Retry-After` in seconds. */
export function busyMs(retryAfter: string | null): number {
  const asked = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : BUSY_USUAL_S;
  return Math.min(Math.max(asked, 1), BUSY_LONGEST_S) * 1_000;
}

const TOO_FAST_MS = 10_000;
const TOO_FAST_LONGEST_MS = 60_000;

/** After a connection was closed for asking too much: ten seconds or more, and longer each time. */
export function tooFastMs(times: number, random: () => number = Math.random): number {
  const base = Math.min(TOO_FAST_LONGEST_MS, TOO_FAST_MS * 2 ** Math.min(times, 10));
  return base * (1 + random() / 2);
}

/** After a restart of the server everybody comes back: spread over this long. */
export function restartJitterMs(random: () => number = Math.random): number {
  return 200 + random() * 3_000;
}
