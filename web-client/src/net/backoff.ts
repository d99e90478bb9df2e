/**
 * Milliseconds to wait before the next attempt. The bound doubles with each attempt up to 15 s, and
 * the wait is a random half or more of it.
 */
const FIRST_MS = 400;
/** The longest wait: people look at the page meanwhile. */
const LONGEST_MS = 15_000;

export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + random() * (ceiling / 2);
}

/** The longest `Retry-After` that is followed. A larger one is taken for a mistake. */
const BUSY_LONGEST_S = 120;
const BUSY_USUAL_S = 10;

/**
 * Milliseconds to wait after HTTP 429, from its `Retry-After` in seconds: 1 to 120 s, and 10 s
 * without one.
 */
export function busyMs(retryAfter: string | null): number {
  const asked = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : BUSY_USUAL_S;
  return Math.min(Math.max(asked, 1), BUSY_LONGEST_S) * 1_000;
}

const TOO_FAST_MS = 10_000;
const TOO_FAST_LONGEST_MS = 60_000;

/**
 * Milliseconds to wait after close code `too_fast`: 10 s or more, doubling with `times` up to 60 s,
 * plus up to half of it at random.
 */
export function tooFastMs(times: number, random: () => number = Math.random): number {
  const base = Math.min(TOO_FAST_LONGEST_MS, TOO_FAST_MS * 2 ** Math.min(times, 10));
  return base * (1 + random() / 2);
}

/**
 * Milliseconds to wait after a restart of the server, at random, because all clients reconnect at
 * the same time.
 */
export function restartJitterMs(random: () => number = Math.random): number {
  return 200 + random() * 3_000;
}
