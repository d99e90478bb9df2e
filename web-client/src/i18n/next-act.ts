/** What the button of the next act says, and what is missing without it. */
import type { NextAct } from '../protocol/protocol';
import { t } from './meeting-words';

export function actLabel(act: NextAct): string {
  const words = t().lead;
  switch (act.act) {
    case 'appoint_inbrenger':
      return words.appoint;
    case 'begin_silence':
      return t().silence.begin;
    case 'end_silence':
      return t().silence.end;
    case 'begin_round':
      return words.firstTurn;
    case 'next_speaker':
      return words.nextTurn;
    case 'count_votes':
      return words.revealVotes;
    case 'confirm_case':
      return words.confirmCase;
    case 'reveal':
      return words.reveal;
    case 'choose':
      return words.chooseOne(t().kinds[act.kind].toLowerCase());
    case 'start':
    case 'resume_meeting':
    case 'next':
    case 'close':
      return '';
    default:
      return '';
  }
}

/** What going on without this act leaves out. */
export function withoutAct(act: NextAct): string {
  const words = t().lead.without;
  switch (act.act) {
    case 'appoint_inbrenger':
      return words.inbrenger;
    case 'count_votes':
      return words.votes;
    case 'confirm_case':
      return words.case;
    case 'choose':
      return words.choice(t().kinds[act.kind].toLowerCase());
    default:
      return '';
  }
}
