/** What a press on the button of the next act asks of the server. */
import type { Command, NextAct } from '../protocol/protocol';
import { mostSupported, winningCase } from './ballot';
import type { MeetingView } from './meeting-view.svelte';

/** None where people still have to choose: no case has the most votes, no text the most support. */
export function commandOf(act: NextAct, view: MeetingView): Command | null {
  switch (act.act) {
    case 'begin_silence':
      return { do: 'start_silence', seconds: act.seconds };
    case 'end_silence':
      return { do: 'end_silence' };
    case 'begin_round':
    case 'next_speaker':
      return { do: 'next_turn', from: view.view.turns?.speaking ?? null };
    case 'count_votes':
      return { do: 'reveal_votes' };
    case 'reveal':
      return { do: 'reveal', from: view.currentPosition };
    case 'confirm_case': {
      const winner = winningCase(view);
      return winner && { do: 'confirm_case', case: winner.id };
    }
    case 'choose': {
      const first = mostSupported(view, act.kind);
      return first && { do: 'choose', contribution: first.id, chosen: true };
    }
    case 'start':
    case 'appoint_inbrenger':
    case 'resume_meeting':
    case 'next':
    case 'close':
      return null;
    default:
      // An act of a newer server: the bar goes on without it.
      return null;
  }
}

/** Whether going on without this act leaves out what the step is for. */
export function isPurpose(act: NextAct | null | undefined): boolean {
  const purposes: NextAct['act'][] = ['appoint_inbrenger', 'count_votes', 'confirm_case', 'choose'];
  return act != null && purposes.includes(act.act);
}

/** Whether this act has a button of its own; going on and closing are the bar's, resuming the screen's. */
export function hasButton(act: NextAct | null | undefined): act is NextAct {
  return act != null && !['start', 'resume_meeting', 'next', 'close'].includes(act.act);
}
