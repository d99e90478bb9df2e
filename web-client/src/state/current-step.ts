/** Which contributions belong to the current step, and which are from earlier ones. */
import { ANSWERS } from '../protocol/kinds';
import type { Contribution, Kind, ResponseKind, Stage, Step } from '../protocol/protocol';
import { underQuestions } from './answers';
import { fieldsOf, isOfSteps } from './content';
import { chosenFrom } from './take-up';
import { isOfTaken } from './taking';

/** The kinds that are needed in a step although they may have been written before it. */
export function workedOn(step: Step): Set<Kind> {
  const kinds = new Set<Kind>([...step.supports, ...step.chooses, ...chosenFrom(step.opens)]);
  for (const response of step.responses) for (const kind of answeredBy(response)) kinds.add(kind);
  // What a new text refers to: the question of an answer, the observations of a theme.
  for (const { kind } of step.opens) for (const { to } of fieldsOf(kind)) if (to) kinds.add(to);
  return kinds;
}

/** The kinds that a response of this kind can be given to. */
export function answeredBy(response: ResponseKind): readonly Kind[] {
  return ANSWERS[response];
}

export interface StepSplit {
  now: Contribution[];
  earlier: Contribution[];
}

/**
 * Splits the contributions for the two lists. Left out of both: answers to a question in the list,
 * notes, what was prepared, the cases of a ballot, and what was taken along from the last meeting while the
 * meeting looks back, because they are shown elsewhere; and what still waits for its step.
 */
export function splitByStep(
  contributions: readonly Contribution[],
  stage: Stage,
  step: Step | null,
): StepSplit {
  const works = step ? workedOn(step) : new Set<Kind>();
  const questions = new Set(
    contributions.filter((one) => one.content.kind === 'question').map((one) => one.id),
  );
  const split: StepSplit = { now: [], earlier: [] };
  for (const one of contributions) {
    const { content } = one;
    if (!isOfSteps(content.kind) || one.beforehand === 'waits') continue;
    if (isOfTaken(one, contributions, stage.position?.phase)) continue;
    if (content.kind === 'answer' && questions.has(content.question)) continue;
    if (content.kind === 'case' && step?.ballot) continue;
    const thisRound = one.round === stage.round;
    const here = one.at?.phase === stage.position?.phase || works.has(content.kind);
    split[thisRound && here ? 'now' : 'earlier'].push(one);
  }
  return split;
}

/** What was written in a phase, answers that stand under a question of it left out. */
export function writtenIn(phase: string, contributions: readonly Contribution[]): Contribution[] {
  const here = contributions.filter(
    (one) => one.at?.phase === phase && isOfSteps(one.content.kind),
  );
  return underQuestions(here).map(({ one }) => one);
}

/** Groups by kind, in the order in which the kinds first appear. */
export function byKind(contributions: readonly Contribution[]): Map<Kind, Contribution[]> {
  const groups = new Map<Kind, Contribution[]>();
  for (const one of contributions) {
    const group = groups.get(one.content.kind);
    if (group) group.push(one);
    else groups.set(one.content.kind, [one]);
  }
  return groups;
}

export interface StepGroups {
  /** What the step asks for or works on, in the order in which it says so. */
  now: [Kind, Contribution[]][];
  /** Kinds that earlier steps of the phase left. */
  before: [Kind, Contribution[]][];
}

export function inStepOrder(groups: Map<Kind, Contribution[]>, step: Step | null): StepGroups {
  const opened = step?.opens.map(({ kind }) => kind) ?? [];
  const order = [...opened, ...(step ? workedOn(step) : [])];
  const found = [...groups.entries()];
  const place = (kind: Kind) => order.indexOf(kind);
  return {
    now: found.filter(([kind]) => place(kind) >= 0).sort(([a], [b]) => place(a) - place(b)),
    before: found.filter(([kind]) => place(kind) < 0),
  };
}
