/** What is left for one person to do in the current step, for the one green button of their page. */
import type { Opening } from '../protocol/protocol';
import { isWrittenOnce } from './content';
import type { MeetingView } from './meeting-view.svelte';

/** `finish_turn`: they speak. `ready`: they can say that the group may go on. */
export type OwnAct = 'finish_turn' | 'ready';

/** Whether somebody's turn has begun and the round is not over. */
export function inRound(view: MeetingView): boolean {
  const { turns } = view.view;
  return turns !== null && (turns.speaking !== null || turns.waiting.length > 0);
}

export function speaks(view: MeetingView): boolean {
  return view.view.turns?.speaking === view.me.id;
}

export function ownAct(view: MeetingView): OwnAct | null {
  if (speaks(view) && view.may('next_turn')) return 'finish_turn';
  const waits = view.stage.silence_until_ms !== null || inRound(view);
  return view.may('signal_ready') && !view.leads && !waits ? 'ready' : null;
}

/** What they may write in the current step; an answer is written under its question. */
export function openingsOf(view: MeetingView): Opening[] {
  return view.me.opens.filter((opening) => opening.kind !== 'answer');
}

/** Whether they wrote a text of this kind in the current phase and round. */
export function wrote(view: MeetingView, kind: Opening['kind']): boolean {
  return view.contributions.some(
    (one) =>
      one.content.kind === kind &&
      view.saidByMe(one) &&
      one.round === view.stage.round &&
      one.at?.phase === view.stage.position?.phase,
  );
}

/** Whether the step still waits for something that they can write, vote or answer. */
export function isAsked(view: MeetingView): boolean {
  const openings = openingsOf(view);
  if (openings.length > 0 && !openings.some(({ kind }) => wrote(view, kind))) return true;
  if (view.step?.ballot && view.may('vote') && !view.stage.votes_revealed)
    return view.me.votes.length === 0;
  return view.opening('answer') !== undefined && unanswered(view).size > 0;
}

/** The questions of this round without an answer. */
export function unanswered(view: MeetingView): Set<string> {
  const here = view.contributions.filter((one) => one.round === view.stage.round && !one.held);
  const open = new Set(here.filter((one) => one.content.kind === 'question').map(({ id }) => id));
  for (const { content } of here) if (content.kind === 'answer') open.delete(content.question);
  return open;
}

/**
 * Whether the fields are open from the beginning of a step: where each person writes by themselves,
 * once. What is told aloud, and what the group reads while it is written, begins as one line.
 */
export function opensAtOnce(view: MeetingView, opening: Opening): boolean {
  if (view.leads || inRound(view) || opening.kind === 'introduction') return false;
  return opening.held || isWrittenOnce(opening.kind);
}
