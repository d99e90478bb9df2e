/**
 * When texts of others are shown. While somebody types they wait for a pause, so that no key waits
 * for them. Who types without a pause gets them together, right after a key has been painted:
 * showing thirty at once costs about what showing three by themselves does.
 */

/** A pause: this long without a key. People who type on a phone make one at most words. */
const PAUSE_MS = 250;
/** Somebody who makes no pause is shown what came when it has waited this long. */
const WAIT_AT_MOST_MS = 3_000;

export interface ArrivalsOptions<View> {
  show: (view: View) => void;
  /** Runs a function once the next frame is on screen. */
  afterFrame?: (then: () => void) => void;
}

export class Arrivals<View> {
  private typedAtMs = -Infinity;
  /** The view after the last update that waits, and since when the first does. */
  private waiting: { view: View; sinceMs: number } | null = null;
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: ArrivalsOptions<View>) {}

  /** The view after an update that may wait. */
  add(view: View): void {
    if (Date.now() - this.typedAtMs >= PAUSE_MS) this.showNow(view);
    else this.waiting = { view, sinceMs: this.waiting?.sinceMs ?? Date.now() };
  }

  /** The view after an update that may not wait: it has in it what waits. */
  showNow(view: View): void {
    this.waiting = null;
    this.options.show(view);
  }

  /** Somebody typed something into a field of this page. */
  typed = (): void => {
    this.typedAtMs = Date.now();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.showWaiting(0), PAUSE_MS);
    (this.options.afterFrame ?? afterFrame)(() => this.showWaiting(WAIT_AT_MOST_MS));
  };

  /** Nothing that waits is shown any more. */
  stop(): void {
    clearTimeout(this.pause);
    this.waiting = null;
  }

  private showWaiting(afterMs: number): void {
    if (this.waiting && Date.now() - this.waiting.sinceMs >= afterMs) {
      this.showNow(this.waiting.view);
    }
  }
}

function afterFrame(then: () => void): void {
  requestAnimationFrame(() => setTimeout(then));
}
