import { describe, expect, it } from 'vitest';
import { backoffMs, restartJitterMs } from '../src/net/backoff';

describe('coming back', () => {
  it('is spread over three seconds after a restart, so that a school does not come at once', () => {
    expect(restartJitterMs(() => 0)).toBe(200);
    expect(restartJitterMs(() => 0.5)).toBe(1_700);
    expect(restartJitterMs(() => 1)).toBe(3_200);
  });

  it('waits longer each time, up to fifteen seconds, and never for two alike', () => {
    const longest = [0, 1, 2, 3, 4, 5, 6, 50].map((attempt) => backoffMs(attempt, () => 1));
    expect(longest).toEqual([400, 800, 1_600, 3_200, 6_400, 12_800, 15_000, 15_000]);
    const shortest = [0, 5, 50].map((attempt) => backoffMs(attempt, () => 0));
    expect(shortest).toEqual([200, 6_400, 7_500]);
  });
});
