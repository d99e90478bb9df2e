import { ApiError } from '../../net/api';

/** After "too many" a button rests as long as the server asked, so that tapping does not make it worse. */
export class Pause {
  resting = $state(false);

  after(error: unknown): void {
    if (!(error instanceof ApiError) || error.waitMs === 0) return;
    this.resting = true;
    setTimeout(() => (this.resting = false), error.waitMs);
  }
}
