/** Makes the signals of a meeting felt: read aloud, shown for a moment, by vibration and the tone. */
import { onDestroy, untrack } from 'svelte';
import { signalSentence } from '../../i18n/signal';
import { attention } from '../../state/attention.svelte';
import type { MeetingStore } from '../../state/meeting.svelte';
import { momentOf, signalsBetween, weightOf, type Moment, type Signal } from '../../state/signals';
import { playTone } from '../../sound';
import { announce } from '../shared/announcer.svelte';

/** Texts that come in are counted for this long and then read aloud once. */
const GATHER_MS = 8_000;
const VIBRATION_MS = 120;

/** Call it while a component is made. `show` puts a sentence in sight for a moment. */
export function watchSignals(store: MeetingStore, show: (text: string) => void): void {
  let before: Moment | null = null;
  let gathered = 0;
  let gathering: ReturnType<typeof setTimeout> | undefined;

  $effect(() => {
    const running = store.ready && store.stage.lifecycle === 'running';
    const after = running ? momentOf(store, !store.unsafe) : null;
    const was = before;
    before = after;
    if (was === null || after === null) return;
    untrack(() => {
      for (const signal of signalsBetween(was, after, (id) => store.name(id))) feel(signal);
    });
  });

  onDestroy(() => clearTimeout(gathering));

  function feel(signal: Signal) {
    if (signal.signal === 'new_texts') return gather(signal.count);
    const weight = weightOf(signal);
    const sentence = signalSentence(signal);
    announce(sentence, weight.concerns);
    if (weight.shown) show(sentence);
    if (weight.felt) {
      playTone();
      if (attention.vibrates) navigator.vibrate?.(VIBRATION_MS);
    }
  }

  function gather(count: number) {
    gathered += count;
    gathering ??= setTimeout(() => {
      announce(signalSentence({ signal: 'new_texts', count: gathered }), 'all');
      gathered = 0;
      gathering = undefined;
    }, GATHER_MS);
  }
}
