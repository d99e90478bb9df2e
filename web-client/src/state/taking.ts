/** What goes along from one meeting of a group to the next, and what is said of it there. */
import type { Content, Contribution, Participant } from '../protocol/protocol';
import { mainField, textOf } from './content';
import type { MeetingView } from './meeting-view.svelte';

export type Lookback = Extract<Content, { kind: 'lookback' }>;

/** Something that was taken along, with what its author said of it. */
export interface TakenLine {
  one: Contribution;
  said: Contribution | null;
}

/** What somebody took along to this meeting. */
export interface TakenBy {
  person: Participant;
  lines: TakenLine[];
}

/** What of this person's own can go to the next meeting, in the order in which it was written. */
export function takeableOf(view: MeetingView): Contribution[] {
  return view.contributions.filter(
    (one) =>
      one.author === view.me.id &&
      !one.written_for &&
      (!one.held || one.taken_from_ms != null) &&
      isTakeable(one.content),
  );
}

function isTakeable(content: Content): boolean {
  if (content.kind === 'evaluation') return content.keep !== '' || content.change !== '';
  return ['action', 'agreement', 'goal', 'takeaway'].includes(content.kind);
}

/** Whether its author is asked to take it along: what is to be done, and is not done yet. */
export function goesAlong({ content }: Contribution, said: Contribution | null): boolean {
  const isDone = said?.content.kind === 'lookback' && said.content.progress === 'done';
  return ['action', 'agreement', 'goal'].includes(content.kind) && !isDone;
}

/** What is said of something that was taken along. */
export function saidOf(
  contributions: readonly Contribution[],
  taken: Contribution,
): Contribution | null {
  const isOf = ({ content }: Contribution) =>
    content.kind === 'lookback' && content.of === taken.id;
  return contributions.find(isOf) ?? null;
}

/** What waits for its step, of this person's own. */
export function waitingOf(view: MeetingView): Contribution[] {
  return view.contributions.filter(
    (one) => one.taken_from_ms != null && one.beforehand === 'waits' && view.isMine(one),
  );
}

/** What people took along and that came up in this phase: one's own first, then in the order of joining. */
export function takenHere(view: MeetingView): TakenBy[] {
  const phase = view.stage.position?.phase;
  const here = view.contributions.filter(
    (one) => one.taken_from_ms != null && !one.held && one.at?.phase === phase,
  );
  const line = (one: Contribution) => ({ one, said: saidOf(view.contributions, one) });
  const people = [...view.view.participants.values()];
  const own = (person: Participant) => (person.id === view.me.id ? 0 : 1);
  return people
    .sort((a, b) => own(a) - own(b))
    .map((person) => ({
      person,
      lines: here.filter((one) => one.author === person.id).map(line),
    }))
    .filter(({ lines }) => lines.length > 0);
}

/** Whether it stands with what was taken along in this phase, and not in the list of the step. */
export function isOfTaken(
  one: Contribution,
  contributions: readonly Contribution[],
  phase: string | undefined,
): boolean {
  if (one.at?.phase !== phase) return false;
  if (one.taken_from_ms != null) return true;
  const { content } = one;
  return content.kind === 'lookback' && contributions.some(({ id }) => id === content.of);
}

/** The words of it on one line. */
export function lineOf(content: Content): string {
  const main = (content as unknown as { [field: string]: unknown })[mainField(content.kind)];
  return typeof main === 'string' && main !== '' ? main : textOf(content);
}
