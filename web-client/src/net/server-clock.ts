/**
 * The server's time, measured. The device's own clock may be fifteen minutes off and may jump;
 * only differences are taken from it.
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

  now(): number {
    return this.deviceNow() + this.offsetMs;
  }

  /**
   * Keeps the sample with the smallest round trip, for its error is at most half of that. A sample
   * that the kept one cannot explain means that the device's clock was set: the new one counts.
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
