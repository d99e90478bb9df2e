import { describe, expect, it } from 'vitest';
import type { Phase, PlannedPhase, Stage, Visit } from '../src/protocol/protocol';
import { following, forecast, keptSteps, remainingMs, totalMinutes } from '../src/state/plan';
import { minutesAndSeconds } from '../src/ui/shared/time';

const MIN = 60_000;

function planned(
  index: number,
  minutes: number,
  visits: Visit[] = [],
  dropped = false,
): PlannedPhase {
  const step = (id: string) => ({ id }) as Phase['steps'][number];
  const phase = { id: `p${index}`, minutes, steps: [step('a'), step('b')] } as Phase;
  return { index, dropped, visits, phase };
}

const visit = (entered: number, left: number | null, round = 1): Visit => ({
  round,
  entered_at_ms: entered * MIN,
  left_at_ms: left === null ? null : left * MIN,
});

const stage = (phase: string, round = 1) => ({ position: { phase, step: 'a' }, round }) as Stage;

describe('the plan', () => {
  it('is on schedule when every phase took its minutes', () => {
    const phases = [planned(0, 5, [visit(0, 5)]), planned(1, 10, [visit(5, null)]), planned(2, 5)];
    const timer = { clock: 'running', ends_at_ms: 15 * MIN } as const;
    expect(forecast(phases, stage('p1'), timer, 8 * MIN)).toEqual({
      driftMs: 0,
      endsAtMs: 20 * MIN,
      planEndsAtMs: 20 * MIN,
    });
  });

  it('is compared with the end that was settled while it ran', () => {
    const phases = [planned(0, 5, [visit(0, 5)]), planned(1, 8, [visit(5, null)]), planned(2, 3)];
    const timer = { clock: 'running', ends_at_ms: 15 * MIN } as const;
    const settled = { ...stage('p1'), plan_ends_at_ms: 17 * MIN };
    expect(forecast(phases, settled, timer, 8 * MIN)).toEqual({
      driftMs: 1 * MIN,
      endsAtMs: 18 * MIN,
      planEndsAtMs: 17 * MIN,
    });
  });

  it('falls behind in overtime and when minutes are given', () => {
    const phases = [planned(0, 5, [visit(0, null)]), planned(1, 10)];
    const over = { clock: 'running', ends_at_ms: 5 * MIN } as const;
    expect(forecast(phases, stage('p0'), over, 8 * MIN)?.driftMs).toBe(3 * MIN);
    const given = { clock: 'running', ends_at_ms: 7 * MIN } as const;
    expect(forecast(phases, stage('p0'), given, 1 * MIN)?.driftMs).toBe(2 * MIN);
  });

  it('gets ahead when a phase is skipped', () => {
    const phases = [planned(0, 5, [visit(0, 5)]), planned(1, 10), planned(2, 5, [visit(5, null)])];
    const timer = { clock: 'running', ends_at_ms: 10 * MIN } as const;
    expect(forecast(phases, stage('p2'), timer, 5 * MIN)?.driftMs).toBe(-10 * MIN);
  });

  it('counts a second case round from where that round began', () => {
    const phases = [
      planned(0, 5, [visit(0, 5)]),
      planned(1, 10, [visit(5, 15), visit(60, null, 2)]),
    ];
    const timer = { clock: 'running', ends_at_ms: 70 * MIN } as const;
    expect(forecast(phases, stage('p1', 2), timer, 62 * MIN)?.driftMs).toBe(0);
  });

  it('leaves dropped phases out of the sum', () => {
    expect(totalMinutes([planned(0, 5), planned(1, 10, [], true)])).toBe(5);
  });

  it('goes to the next step, then over dropped phases to the next phase, then nowhere', () => {
    const phases = [planned(2, 5), planned(0, 5), planned(1, 5, [], true)];
    expect(following(phases, { phase: 'p0', step: 'a' })).toEqual({ phase: 'p0', step: 'b' });
    expect(following(phases, { phase: 'p0', step: 'b' })).toEqual({ phase: 'p2', step: 'a' });
    expect(following(phases, { phase: 'p2', step: 'b' })).toBeNull();
  });

  it('passes over steps that are left out', () => {
    const without = (step: string, one: PlannedPhase) => ({ ...one, dropped_steps: [step] });
    const phases = [without('b', planned(0, 5)), without('a', planned(1, 5))];
    expect(phases.map((one) => keptSteps(one).map(({ id }) => id))).toEqual([['a'], ['b']]);
    expect(following(phases, { phase: 'p0', step: 'a' })).toEqual({ phase: 'p1', step: 'b' });
  });
});

describe('a clock', () => {
  it('runs past zero, and stands still when paused', () => {
    expect(remainingMs({ clock: 'running', ends_at_ms: 100 }, 350)).toBe(-250);
    expect(remainingMs({ clock: 'paused', remaining_ms: 42 }, 350)).toBe(42);
  });

  it.each([
    [61_000, '1:01'],
    [60_001, '1:01'],
    [0, '0:00'],
    [-400, '0:00'],
    [-70_000, '+1:10'],
  ])('shows %i ms as %s', (ms, text) => {
    expect(minutesAndSeconds(ms)).toBe(text);
  });
});
