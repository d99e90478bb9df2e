/** The plan and how the meeting keeps to it. */
import type { Clock, PlannedPhase, Position, Stage, Step } from '../protocol/protocol';

const MINUTE_MS = 60_000;

export function inOrder(phases: Iterable<PlannedPhase>): PlannedPhase[] {
  return [...phases].sort((a, b) => a.index - b.index);
}

export function totalMinutes(phases: readonly PlannedPhase[]): number {
  return phases.reduce((sum, planned) => sum + (planned.dropped ? 0 : planned.phase.minutes), 0);
}

/** The steps of a phase that are not left out. */
export function keptSteps({ phase, dropped_steps: dropped = [] }: PlannedPhase): Step[] {
  return phase.steps.filter((step) => !dropped.includes(step.id));
}

/** What is left on a clock; below zero is overtime. */
export function remainingMs(clock: Clock, nowMs: number): number {
  return clock.clock === 'running' ? clock.ends_at_ms - nowMs : clock.remaining_ms;
}

export interface Forecast {
  /** Expected end minus planned end: above zero is behind the plan. */
  driftMs: number;
  /** When this case round is expected to end, on the server's clock. */
  endsAtMs: number;
  /** When its plan ends. */
  planEndsAtMs: number;
}

/**
 * Compares where this case round is going to end with where its plan ends. A phase that was skipped
 * makes the meeting earlier, one that is returned to makes it later.
 */
export function forecast(
  phases: readonly PlannedPhase[],
  stage: Stage,
  timer: Clock | null,
  nowMs: number,
): Forecast | null {
  const planned = inOrder(phases).filter((phase) => !phase.dropped);
  const current = phases.find((phase) => phase.phase.id === stage.position?.phase);
  if (!current) return null;

  const entries = planned.flatMap((phase) =>
    phase.visits
      .filter((visit) => visit.round === stage.round)
      .map((visit) => ({ index: phase.index, at: visit.entered_at_ms })),
  );
  if (entries.length === 0) return null;
  const first = entries.reduce((a, b) => (b.at < a.at ? b : a));

  const minutesFrom = (index: number) =>
    planned.reduce((sum, phase) => sum + (phase.index >= index ? phase.phase.minutes : 0), 0);
  const left = timer ? Math.max(0, remainingMs(timer, nowMs)) : 0;
  const endsAtMs = nowMs + left + minutesFrom(current.index + 1) * MINUTE_MS;
  const asPlanned = first.at + minutesFrom(first.index) * MINUTE_MS;
  const planEndsAtMs = stage.plan_ends_at_ms ?? asPlanned;
  return { driftMs: endsAtMs - planEndsAtMs, endsAtMs, planEndsAtMs };
}

/**
 * Where "next" goes: the next step of the phase, or the first step of the next phase that is not
 * dropped.
 */
export function following(phases: readonly PlannedPhase[], at: Position): Position | null {
  const ordered = inOrder(phases);
  const current = ordered.find((phase) => phase.phase.id === at.phase);
  if (!current) return null;
  const steps = keptSteps(current);
  const next = steps[steps.findIndex((step) => step.id === at.step) + 1];
  if (next) return { phase: at.phase, step: next.id };
  const after = ordered.find((phase) => phase.index > current.index && !phase.dropped);
  const first = after && keptSteps(after)[0];
  return after && first ? { phase: after.phase.id, step: first.id } : null;
}

export function samePosition(a: Position | null, b: Position | null): boolean {
  return a?.phase === b?.phase && a?.step === b?.step;
}
