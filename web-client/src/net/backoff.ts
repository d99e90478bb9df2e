/** How long to wait before the next attempt: doubling, capped, and never for two clients the same. */
const FIRST_MS = 400;
/** People look at the page and wait; longer than this feels broken. */
const LONGEST_MS = 15_000;

export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + random() * (ceiling / 2);
}

/** After a restart of the server everybody comes back: spread over this long. */
export function restartJitterMs(random: () => number = Math.random): number {
  return 200 + random() * 3_000;
}
