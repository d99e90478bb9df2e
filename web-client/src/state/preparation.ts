/** What people prepare before the meeting: which questions are asked of whom, and what was answered. */
import type {
  Contribution,
  Kind,
  Opening,
  Participant,
  PlannedPhase,
  Position,
  PreparationQuestion,
  Role,
  Step,
} from '../protocol/protocol';
import { keptSteps } from './plan';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Answers of one person, by question. */
export type Answers = ReadonlyMap<string, Contribution>;

export function answersOf(contributions: readonly Contribution[], author: string): Answers {
  return new Map(
    contributions.flatMap((one) =>
      one.content.kind === 'preparation' && one.author === author
        ? [[one.content.question, one] as const]
        : [],
    ),
  );
}

export function answerText(one: Contribution | undefined): string {
  return one?.content.kind === 'preparation' ? one.content.text : '';
}

/**
 * What is asked of this person. What whoever brings a case is asked, is asked of everybody who could, as
 * long as nobody is the inbrenger; what they answered stays in their sight.
 */
export function askedOf(
  questions: readonly PreparationQuestion[],
  me: string,
  leads: boolean,
  inbrenger: string | null,
  answers: Answers,
): PreparationQuestion[] {
  const mayBring = inbrenger === null ? !leads : inbrenger === me;
  return questions.filter(
    (asked) => asked.for === 'everybody' || mayBring || answers.has(asked.id),
  );
}

/** What has to be answered before sharing, and is not. */
export function missingOf(
  questions: readonly PreparationQuestion[],
  answers: Answers,
): PreparationQuestion[] {
  const brings = questions.some((asked) => asked.for === 'inbrenger' && answers.has(asked.id));
  return questions.filter(
    (asked) => asked.required && (asked.for === 'everybody' || brings) && !answers.has(asked.id),
  );
}

/** The day on which the group would like to read it; `null` where that is not said, or has no day. */
export function shareByMs(
  questions: readonly PreparationQuestion[],
  scheduledAtMs: number | null,
): number | null {
  const days = Math.max(0, ...questions.map((asked) => asked.days_ahead ?? 0));
  return scheduledAtMs === null || days === 0 ? null : scheduledAtMs - days * DAY_MS;
}

/** What somebody shared. */
export interface Shared {
  person: Participant;
  readBy: readonly string[];
  answers: { asked: PreparationQuestion; text: string }[];
}

/** What was shared, the inbrenger's first. */
export function sharedOf(
  questions: readonly PreparationQuestion[],
  people: Iterable<Participant>,
  contributions: readonly Contribution[],
  inbrenger: string | null,
): Shared[] {
  const shared = [...people].flatMap((person) => {
    if (!person.preparation) return [];
    const given = answersOf(contributions, person.id);
    const answers = questions.flatMap((asked) => {
      const text = answerText(given.get(asked.id));
      return text ? [{ asked, text }] : [];
    });
    return [{ person, readBy: person.preparation.read_by, answers }];
  });
  const isFirst = ({ person }: Shared) => Number(person.id === inbrenger);
  return shared.sort((a, b) => isFirst(b) - isFirst(a));
}

/** A step for which something can be brought before the start. */
export interface StepAhead {
  at: Position;
  step: Step;
  opening: Opening;
}

/** Every kind that a step of the plan opens to somebody with these roles, in the order of the plan. */
export function openAhead(plan: readonly PlannedPhase[], roles: readonly Role[]): StepAhead[] {
  return plan
    .filter((planned) => !planned.dropped)
    .flatMap((planned) =>
      keptSteps(planned).flatMap((step) =>
        step.opens
          .filter((opening) => opening.by.some((role) => roles.includes(role)))
          .map((opening) => ({ at: { phase: planned.phase.id, step: step.id }, step, opening })),
      ),
    );
}

/** Where cases are asked first. */
export function caseAhead(
  plan: readonly PlannedPhase[],
  roles: readonly Role[],
): StepAhead | undefined {
  return openAhead(plan, roles).find(({ opening }) => opening.kind === 'case');
}

/** A text with one more line, unless it has that line already. */
export function withLine(text: string, line: string): string {
  if (text.split('\n').includes(line)) return text;
  return text.trim() === '' ? line : `${text.trimEnd()}\n${line}`;
}

/** Kinds that are about what others wrote, of which there is nothing yet. */
const ABOUT_OTHERS: ReadonlySet<Kind> = new Set<Kind>(['answer', 'theme']);

/** What somebody who cannot be there can leave behind; cases have a place of their own. */
export function leavable(plan: readonly PlannedPhase[], roles: readonly Role[]): StepAhead[] {
  return openAhead(plan, roles).filter(
    ({ opening: { kind } }) => kind !== 'case' && !ABOUT_OTHERS.has(kind),
  );
}
