/** One call to the server at a time, with the sentence for what went wrong. */
import { t } from '../../i18n/group-words';
import { problemSentence } from '../../i18n/sentences';
import { NoPasskey } from '../../net/passkeys';
import { Pause } from '../shared/pause.svelte';

export class Attempt {
  busy = $state(false);
  problem = $state<string | null>(null);
  private readonly pause = new Pause();
  readonly disabled = $derived(this.busy || this.pause.resting);

  async run(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await act();
    } catch (error) {
      this.problem = error instanceof NoPasskey ? t().passkey.none : problemSentence(error);
      this.pause.after(error);
    } finally {
      this.busy = false;
    }
  }
}
