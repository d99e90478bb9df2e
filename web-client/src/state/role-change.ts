/** A change of role as the meeting tells it. */
import type { RoleChange } from '../protocol/protocol';

/** The change that is news: one that came after what was known when the meeting was opened. */
export class RoleNews {
  private known: number | null = null;

  /** Hears of the last change; gives it if it is new. */
  hear(last: RoleChange | null | undefined): RoleChange | null {
    const number = last?.number ?? 0;
    const isNew = this.known !== null && number > this.known;
    this.known = Math.max(this.known ?? 0, number);
    return isNew ? (last ?? null) : null;
  }
}
