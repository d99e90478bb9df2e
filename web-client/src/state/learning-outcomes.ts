/** Learning outcomes as they are typed or pasted: one on each line. */
import { LIMITS } from '../protocol/constants';
import type { PlannedPhase } from '../protocol/protocol';

/** What stands before a line that was pasted from a list; a number may be the outcome's own code. */
const BULLET = /^[-–—*•·◦▪‣]\s+/;

export function outcomesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replace(BULLET, '').trim())
    .filter(Boolean);
}

export type OutcomesProblem =
  { is: 'too_many'; over: number } | { is: 'too_long'; line: number; over: number };

/** Why the server would refuse these lines; none is cut off. */
export function problemWith(items: readonly string[]): OutcomesProblem | null {
  const over = items.length - LIMITS.learning_outcomes;
  if (over > 0) return { is: 'too_many', over };
  const tooLong = (line: string) => [...line].length - LIMITS.line_chars;
  const index = items.findIndex((line) => tooLong(line) > 0);
  const found = items[index];
  return found === undefined ? null : { is: 'too_long', line: index + 1, over: tooLong(found) };
}

/** Whether a phase of this plan asks for themes. */
export function hasThemes(plan: readonly PlannedPhase[]): boolean {
  const steps = plan.flatMap((planned) => (planned.dropped ? [] : planned.phase.steps));
  return steps.some((step) => step.opens.some((opening) => opening.kind === 'theme'));
}
