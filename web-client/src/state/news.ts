/** What the meeting tells everybody, counted from 1. */

/** What is news: it came after what was known when the meeting was opened. */
export class News<T extends { number: number }> {
  private known: number | null = null;

  /** Hears of the last one; gives it if it is new. */
  hear(last: T | null | undefined): T | null {
    const number = last?.number ?? 0;
    const isNew = this.known !== null && number > this.known;
    this.known = Math.max(this.known ?? 0, number);
    return isNew ? (last ?? null) : null;
  }
}
