/** What the counted votes and the support say, where they say one thing. */
import type { Contribution, Kind } from '../protocol/protocol';
import type { MeetingView } from './meeting-view.svelte';
import { speakerOf } from './without-device';

/** The cases that can be voted for, the most votes first once they are counted. */
export function casesOf(view: MeetingView): Contribution[] {
  const taken = view.stage.rounds.slice(0, -1).map((round) => round.case);
  const cases = view.contributions.filter(
    (one) => one.content.kind === 'case' && !one.held && !taken.includes(one.id),
  );
  return cases.sort((a, b) => votesFor(view, b.id) - votesFor(view, a.id));
}

/** Zero before the votes are counted. */
export function votesFor(view: MeetingView, id: string): number {
  const tally = view.view.tallies.get(id);
  return tally ? tally.appeals + tally.recognised : 0;
}

/** The case with more votes than any other, unless its author leads. */
export function winningCase(view: MeetingView): Contribution | null {
  const [first, second] = casesOf(view);
  if (!first || votesFor(view, first.id) === 0) return null;
  if (second && votesFor(view, second.id) === votesFor(view, first.id)) return null;
  return speakerOf(first) === view.stage.gespreksleider ? null : first;
}

/** The text of this kind that more people support than any other of this round. */
export function mostSupported(view: MeetingView, kind: Kind): Contribution | null {
  const [first, second] = view.contributions
    .filter((one) => one.content.kind === kind && one.round === view.stage.round && !one.held)
    .sort((a, b) => b.supporters.length - a.supporters.length);
  if (!first || first.supporters.length === 0) return null;
  return second?.supporters.length === first.supporters.length ? null : first;
}
