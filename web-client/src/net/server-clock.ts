/**
 * An estimate of the server's time. The device's clock may be wrong and may jump, so only
 * differences are taken from it.
 */
interface Sample {
  offsetMs: number;
  roundTripMs: number;
}

export class ServerClock {
  private best: Sample | null = null;

  constructor(private readonly deviceNow: () => number = Date.now) {}

  get offsetMs(): number {
    return this.best?.offsetMs ?? 0;
  }

  /** What was measured before this page was loaded, until there is a sample. */
  assume(offsetMs: number): void {
    this.best ??= { offsetMs, roundTripMs: Infinity };
  }

  now(): number {
    return this.deviceNow() + this.offsetMs;
  }

  /**
   * Keeps the sample with the smallest round trip: its error is at most half of that. A sample that
   * contradicts the kept one replaces it, because the device's clock was set in between.
   */
  sample(sentMs: number, serverMs: number, receivedMs: number): void {
    const roundTripMs = receivedMs - sentMs;
    if (roundTripMs < 0) return;
    const sample = { offsetMs: serverMs - (sentMs + receivedMs) / 2, roundTripMs };
    if (this.best === null || roundTripMs <= this.best.roundTripMs || this.contradicts(sample)) {
      this.best = sample;
    }
  }

  private contradicts(sample: Sample): boolean {
    if (this.best === null) return true;
    const slackMs = 50;
    const explained = (this.best.roundTripMs + sample.roundTripMs) / 2 + slackMs;
    return Math.abs(sample.offsetMs - this.best.offsetMs) > explained;
  }
}
