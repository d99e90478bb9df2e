/**
 * When texts of others are shown. While somebody types they wait until a key has been painted, some of
 * them together, so that no key waits for them.
 */

/** Somebody types until this long after a key. */
const TYPING_MS = 500;
/** Texts gather this long, so that several are laid out at once. */
const GATHER_MS = 150;
/** A text is shown this long after it came, also when no further key is painted. */
const SHOW_WITHIN_MS = 400;

export interface ArrivalsOptions {
  show: () => void;
  /** Runs a function once the next frame is on screen. */
  afterFrame?: (then: () => void) => void;
}

export class Arrivals {
  private typedAtMs = -Infinity;
  private waitingSinceMs: number | null = null;
  private deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: ArrivalsOptions) {}

  /** Something came in that may wait. */
  add(): void {
    if (Date.now() - this.typedAtMs > TYPING_MS) return this.showNow();
    if (this.waitingSinceMs !== null) return;
    this.waitingSinceMs = Date.now();
    this.deadline = setTimeout(() => this.showNow(), SHOW_WITHIN_MS);
  }

  /** Shows everything that waits. */
  showNow(): void {
    clearTimeout(this.deadline);
    this.waitingSinceMs = null;
    this.options.show();
  }

  /** Somebody typed something into a field of this page. */
  typed = (): void => {
    this.typedAtMs = Date.now();
    (this.options.afterFrame ?? afterFrame)(() => this.painted());
  };

  stop(): void {
    clearTimeout(this.deadline);
  }

  private painted(): void {
    if (this.waitingSinceMs === null) return;
    if (Date.now() - this.waitingSinceMs >= GATHER_MS) this.showNow();
  }
}

function afterFrame(then: () => void): void {
  requestAnimationFrame(() => setTimeout(then));
}
