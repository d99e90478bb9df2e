import { ApiError } from '../../net/api';

/** Disables a button after HTTP 429 for as long as the server asked. */
export class Pause {
  resting = $state(false);

  after(error: unknown): void {
    if (!(error instanceof ApiError) || error.waitMs === 0) return;
    this.resting = true;
    setTimeout(() => (this.resting = false), error.waitMs);
  }
}
