/**
 * When texts of others are shown. While somebody types they wait for a pause, so that no key waits
 * for them. Who types without a pause gets them in small portions, each right after a key has been
 * painted.
 */

/** A pause: this long without a key. People who type on a phone make one at most words. */
const PAUSE_MS = 250;
/** Somebody who makes no pause is shown what came when it has waited this long. */
const WAIT_AT_MOST_MS = 2_000;
/** Updates that are shown between two keys: as many as are on screen before the next key. */
const BETWEEN_KEYS = 3;

export interface ArrivalsOptions<View> {
  show: (view: View) => void;
  /** Runs a function once the next frame is on screen. */
  afterFrame?: (then: () => void) => void;
}

export class Arrivals<View> {
  private typedAtMs = -Infinity;
  /** The view after each update that waits, oldest first. */
  private waiting: View[] = [];
  /** Since when the oldest waits. */
  private sinceMs = 0;
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: ArrivalsOptions<View>) {}

  /** The view after an update that may wait. */
  add(view: View): void {
    if (Date.now() - this.typedAtMs >= PAUSE_MS) return this.showNow(view);
    if (this.waiting.length === 0) this.sinceMs = Date.now();
    this.waiting.push(view);
  }

  /** The view after an update that may not wait: it has in it what waits. */
  showNow(view: View): void {
    this.waiting = [];
    this.options.show(view);
  }

  /** Somebody typed something into a field of this page. */
  typed = (): void => {
    this.typedAtMs = Date.now();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.showFirst(this.waiting.length), PAUSE_MS);
    (this.options.afterFrame ?? afterFrame)(() => this.painted());
  };

  /** Nothing that waits is shown any more. */
  stop(): void {
    clearTimeout(this.pause);
    this.waiting = [];
  }

  /** Once the oldest has waited long enough, every key brings some, until none waits. */
  private painted(): void {
    if (Date.now() - this.sinceMs >= WAIT_AT_MOST_MS) this.showFirst(BETWEEN_KEYS);
  }

  private showFirst(count: number): void {
    const last = this.waiting.splice(0, count).at(-1);
    if (last !== undefined) this.options.show(last);
  }
}

function afterFrame(then: () => void): void {
  requestAnimationFrame(() => setTimeout(then));
}
