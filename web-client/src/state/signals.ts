/**
 * What changes in a meeting that somebody would miss while they look at the video call. Each signal
 * comes from comparing two moments of one view; the first moment signals nothing.
 */
import { textOf } from './content';
import { remainingMs } from './plan';
import type { MeetingView } from './meeting-view.svelte';

export type Signal =
  | { signal: 'your_turn' }
  | { signal: 'next_turn' }
  | { signal: 'hand'; name: string }
  | { signal: 'spotlight'; text: string }
  | { signal: 'votes_counted' }
  | { signal: 'silence_over' }
  | { signal: 'minute_left' }
  | { signal: 'time_up' }
  | { signal: 'new_texts'; count: number }
  | { signal: 'offline' }
  | { signal: 'online' };

/** Whom a signal concerns: this person, or everybody alike. */
export type Concerns = 'mine' | 'all';

/** How a signal is felt beside being read aloud and shown. */
export interface Weight {
  concerns: Concerns;
  /** Shown for a moment on the page. */
  shown: boolean;
  /** With a vibration and the tone. */
  felt: boolean;
}

const WEIGHTS: { readonly [signal in Signal['signal']]: Weight } = {
  your_turn: { concerns: 'mine', shown: false, felt: true },
  next_turn: { concerns: 'mine', shown: false, felt: true },
  hand: { concerns: 'mine', shown: true, felt: true },
  spotlight: { concerns: 'mine', shown: false, felt: true },
  votes_counted: { concerns: 'mine', shown: true, felt: false },
  silence_over: { concerns: 'mine', shown: true, felt: true },
  minute_left: { concerns: 'mine', shown: false, felt: false },
  time_up: { concerns: 'mine', shown: false, felt: true },
  new_texts: { concerns: 'all', shown: false, felt: false },
  offline: { concerns: 'mine', shown: false, felt: false },
  online: { concerns: 'mine', shown: false, felt: false },
};

export function weightOf(signal: Signal): Weight {
  return WEIGHTS[signal.signal];
}

/** What is compared, at one moment. */
export interface Moment {
  where: string;
  speaks: boolean;
  next: boolean;
  /** The raised hands of others that this person attends to, by id. */
  hands: readonly string[];
  /** What the gespreksleider put in front of this person; empty for nothing. */
  spotlight: string;
  counted: boolean;
  silent: boolean;
  /** Of the running clock; `null` while it stands still. */
  leftMs: number | null;
  /** Texts of others that this person sees. */
  texts: number;
  safe: boolean;
}

export function momentOf(view: MeetingView, safe: boolean): Moment {
  const { turns, timer, hands, contributions } = view.view;
  const silence = view.stage.silence_until_ms;
  return {
    where: view.where,
    speaks: turns?.speaking === view.me.id,
    next: turns !== null && turns.speaking !== null && turns.waiting[0] === view.me.id,
    hands: view.leads ? hands.filter((hand) => hand !== view.me.id) : [],
    spotlight: view.leads ? '' : textOfSpotlight(view),
    counted: view.stage.votes_revealed,
    silent: silence !== null && silence > view.nowMs,
    leftMs: timer?.clock === 'running' ? remainingMs(timer, view.nowMs) : null,
    texts: [...contributions.values()].filter((one) => !view.isMine(one)).length,
    safe,
  };
}

function textOfSpotlight({ stage, view }: MeetingView): string {
  const one = view.contributions.get(stage.spotlight ?? '');
  return one ? textOf(one.content) : '';
}

const MINUTE_MS = 60_000;

export function signalsBetween(
  before: Moment,
  after: Moment,
  name: (person: string) => string,
): Signal[] {
  const signals: Signal[] = [];
  const add = (signal: Signal, happened: boolean) => void (happened && signals.push(signal));
  const sameStep = before.where === after.where;
  add({ signal: 'your_turn' }, after.speaks && !before.speaks);
  add({ signal: 'next_turn' }, after.next && !before.next && !after.speaks);
  for (const hand of after.hands) {
    if (!before.hands.includes(hand)) signals.push({ signal: 'hand', name: name(hand) });
  }
  const shows = after.spotlight !== '' && after.spotlight !== before.spotlight;
  add({ signal: 'spotlight', text: after.spotlight }, shows);
  add({ signal: 'votes_counted' }, sameStep && after.counted && !before.counted);
  add({ signal: 'silence_over' }, sameStep && before.silent && !after.silent);
  // Each when the time passes it on the way down, so again after time was added.
  const passes = (mark: number) =>
    sameStep &&
    before.leftMs !== null &&
    after.leftMs !== null &&
    before.leftMs > mark &&
    after.leftMs <= mark;
  add({ signal: 'minute_left' }, passes(MINUTE_MS) && (after.leftMs ?? 0) > 0);
  add({ signal: 'time_up' }, passes(0));
  const count = after.texts - before.texts;
  add({ signal: 'new_texts', count }, sameStep && count > 0);
  add({ signal: 'offline' }, before.safe && !after.safe);
  add({ signal: 'online' }, !before.safe && after.safe);
  return signals;
}
