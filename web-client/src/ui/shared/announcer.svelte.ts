/** Announces a sentence to screen readers without moving the focus. */
import { untrack } from 'svelte';
import { attention } from '../../state/attention.svelte';
import type { Concerns } from '../../state/signals';

class AnnouncerState {
  text = $state('');
}

export const announcer = new AnnouncerState();

/** What is said at one moment is one text: a later sentence would take the place of an earlier one. */
const MOMENT_MS = 300;
let moment = { sinceMs: 0, said: [] as string[] };

/** `concerns` decides who hears it; an answer to what somebody did themselves is always read. */
export function announce(text: string, concerns: Concerns | 'own_act' = 'own_act'): void {
  // An effect that announces depends on neither.
  untrack(() => {
    if (concerns !== 'own_act' && !attention.reads(concerns)) return;
    const nowMs = Date.now();
    if (Math.abs(nowMs - moment.sinceMs) > MOMENT_MS) moment = { sinceMs: nowMs, said: [] };
    if (moment.said.includes(text)) return;
    moment.said.push(text);
    const all = moment.said.join(' ');
    // A live region is read only when its text changes.
    announcer.text = announcer.text === all ? `${all}\u00a0` : all;
  });
}
