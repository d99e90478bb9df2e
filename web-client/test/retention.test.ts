import { describe, expect, it } from 'vitest';
import { choices, endMs, KEEP_DAYS, USUAL_DAYS } from '../src/state/retention';

const DAY_MS = 24 * 60 * 60 * 1000;
const kept = { days: 30, closedAtMs: null } as const;

describe('for how long a meeting is kept', () => {
  it('is usually one of what is offered', () => {
    expect(KEEP_DAYS).toEqual([7, 30, 90, 365]);
    expect(KEEP_DAYS).toContain(USUAL_DAYS);
  });

  it('can be anything before people have taken part', () => {
    expect(choices({ ...kept, lifecycle: 'lobby' }, 0)).toEqual([7, 30, 90, 365]);
  });

  it('offers a time that was chosen elsewhere as well', () => {
    expect(choices({ ...kept, lifecycle: 'lobby', days: 14 }, 0)).toEqual([7, 14, 30, 90, 365]);
  });

  it('can only become shorter once the meeting has started', () => {
    expect(choices({ ...kept, lifecycle: 'running', days: 90 }, 0)).toEqual([7, 30]);
    expect(choices({ ...kept, lifecycle: 'running', days: 7 }, 0)).toEqual([]);
  });

  it('does not offer, after closing, what would erase everything at once', () => {
    const closed = { lifecycle: 'closed', days: 90, closedAtMs: 1_000 } as const;
    expect(choices(closed, 1_000 + 6 * DAY_MS)).toEqual([7, 30]);
    expect(choices(closed, 1_000 + 7 * DAY_MS)).toEqual([30]);
  });

  it('ends so many days after closing', () => {
    expect(endMs(1_000, 7)).toBe(1_000 + 7 * DAY_MS);
  });
});
