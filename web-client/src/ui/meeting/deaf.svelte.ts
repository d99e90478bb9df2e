/** A button that does nothing for a moment after the step changed, because the tap was meant for the one before. */
import { onDestroy, untrack } from 'svelte';

export const DEAF_MS = 800;

export class DeafAfterMove {
  now = $state(false);
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `place` names where the button acts; each change of it starts the moment anew. */
  constructor(place: () => string) {
    let before = untrack(place);
    $effect(() => {
      const here = place();
      if (here === before) return;
      before = here;
      untrack(() => this.rest());
    });
    onDestroy(() => clearTimeout(this.timer));
  }

  private rest(): void {
    this.now = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.now = false), DEAF_MS);
  }
}
