/** The search beside the page: it runs in parts, says how far it is, and can be stopped between two parts. */
import { Search, usualSwaps, type Circles } from './search';
import type { Task } from './wishes';

export type Order = { do: 'compose'; task: Task; seed: number } | { do: 'stop' };
export type News =
  { is: 'busy'; /** From 0 to 1. */ part: number } | { is: 'ready'; circles: Circles };

/** Swaps between two looks at what the page says: some twenty milliseconds. */
const SWAPS_AT_ONCE = 50_000;
/** Then the best so far has to do, on whatever device this is. */
export const MAX_SEARCH_MS = 20_000;

/** What a search has around it: a worker, or a test. */
export interface Surroundings {
  tell: (news: News) => void;
  nowMs: () => number;
  /** Lets an order in that came meanwhile. */
  breathe: () => Promise<void>;
}

export class Work {
  private stopped = false;

  constructor(private readonly around: Surroundings) {}

  /** Stopping gives the best so far. */
  async take(order: Order): Promise<void> {
    if (order.do === 'stop') {
      this.stopped = true;
      return;
    }
    this.stopped = false;
    const { tell, nowMs, breathe } = this.around;
    const search = new Search(order.task, order.seed);
    const most = usualSwaps(order.task.people);
    const untilMs = nowMs() + MAX_SEARCH_MS;
    while (!search.done && !this.stopped && search.tried < most && nowMs() < untilMs) {
      search.run(Math.min(SWAPS_AT_ONCE, most - search.tried));
      tell({ is: 'busy', part: search.tried / most });
      await breathe();
    }
    tell({ is: 'ready', circles: search.circles()[0] ?? [] });
  }
}
