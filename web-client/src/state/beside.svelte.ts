/** A group of which this person is a trainer: its page's view, and where its meetings stand. */
import type { Beside, MeetingBeside } from '../protocol/protocol';
import { ApiError } from '../net/api';
import { ServerClock } from '../net/server-clock';
import type { GroupStore } from './group.svelte';

/** A phase lasts minutes: this is soon enough, and costs a server little. */
const ASK_MS = 5_000;
const TICK_MS = 1_000;

export interface BesideOptions {
  ask: (group: string, token: string) => Promise<Beside>;
  /** Whether the page is in sight: nothing is asked while it is not. */
  inSight: () => boolean;
}

export class BesideGroup {
  /** The meetings that somebody is in. */
  meetings = $state.raw<readonly MeetingBeside[]>([]);
  nowMs = $state(0);
  private readonly clock = new ServerClock();

  constructor(
    readonly store: GroupStore,
    private readonly options: BesideOptions,
  ) {}

  /** Returns a function that ends it. */
  start(): () => void {
    const stop = this.store.start();
    const ticking = setInterval(() => (this.nowMs = this.clock.now()), TICK_MS);
    const asking = setInterval(() => void this.look(), ASK_MS);
    void this.look();
    return () => {
      stop();
      clearInterval(ticking);
      clearInterval(asking);
    };
  }

  /** What could not be asked is asked the next time; until then the page shows what it knew. */
  async look(): Promise<void> {
    if (!this.options.inSight() || this.store.departed !== null) return;
    const sent = Date.now();
    try {
      const { server_ms, meetings } = await this.options.ask(this.store.id, this.store.own.token);
      this.clock.sample(sent, server_ms, Date.now());
      this.meetings = meetings;
      this.nowMs = this.clock.now();
    } catch (error) {
      // Not a trainer any more, or not in the group.
      if (error instanceof ApiError && error.code !== 'unreachable') this.meetings = [];
    }
  }
}
