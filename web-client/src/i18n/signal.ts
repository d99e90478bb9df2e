/** A signal in one sentence. */
import { assertNever } from '../assert-never';
import type { Signal } from '../state/signals';
import { t } from './meeting-words';

export function signalSentence(signal: Signal): string {
  const words = t().signals;
  switch (signal.signal) {
    case 'your_turn':
      return words.yourTurn;
    case 'next_turn':
      return words.nextTurn;
    case 'hand':
      return words.hand(signal.name);
    case 'spotlight':
      return words.spotlight(signal.text);
    case 'votes_counted':
      return words.votesCounted;
    case 'silence_over':
      return words.silenceOver;
    case 'minute_left':
      return t().timer.minuteLeft;
    case 'time_up':
      return t().timer.timeUp;
    case 'new_texts':
      return words.newTexts(signal.count);
    case 'offline':
      return t().save.offline;
    case 'online':
      return words.online;
    default:
      return assertNever(signal);
  }
}
