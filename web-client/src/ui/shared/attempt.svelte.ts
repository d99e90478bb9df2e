/** One call to the server at a time, with the sentence for what went wrong. */
import { problemSentence } from '../../i18n/sentences';
import { Pause } from './pause.svelte';

export class Attempt {
  busy = $state(false);
  problem = $state<string | null>(null);
  private readonly pause = new Pause();
  readonly disabled = $derived(this.busy || this.pause.resting);

  constructor(private readonly sentence: (error: unknown) => string = problemSentence) {}

  async run(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await act();
    } catch (error) {
      this.problem = this.sentence(error);
      this.pause.after(error);
    } finally {
      this.busy = false;
    }
  }
}
