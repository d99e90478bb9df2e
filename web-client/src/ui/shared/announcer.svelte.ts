/** Announces a sentence to screen readers without moving the focus. */
import { untrack } from 'svelte';
import { attention } from '../../state/attention.svelte';
import type { Concerns } from '../../state/signals';

class AnnouncerState {
  text = $state('');
}

export const announcer = new AnnouncerState();

/** `concerns` decides who hears it; an answer to what somebody did themselves is always read. */
export function announce(text: string, concerns: Concerns | 'own_act' = 'own_act'): void {
  // An effect that announces depends on neither.
  untrack(() => {
    if (concerns !== 'own_act' && !attention.reads(concerns)) return;
    // A live region is read only when its text changes.
    announcer.text = announcer.text === text ? `${text}\u00a0` : text;
  });
}
