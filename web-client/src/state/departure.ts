/** Whether the end of a connection is the end of the meeting for this person. */
import type { GoneReason } from '../net/close-code';

/** How the meeting ended for this person. The device then stores nothing of it. */
export type Departure = 'erased' | 'left';

export interface EndContext {
  /** Commands without an answer; the answer may have been lost with the connection. */
  asked: readonly string[];
  /** Whether the device still has the token; another tab that left has removed it. */
  known: boolean;
}

/** `null` if the meeting is not over: the person may come back, or has texts to save first. */
export function departure(reason: GoneReason, before: EndContext): Departure | null {
  if (reason === 'erased') return 'erased';
  if (reason !== 'removed' && reason !== 'unauthorised') return null;
  if (before.asked.includes('erase')) return 'erased';
  if (before.asked.includes('leave') || !before.known) return 'left';
  return null;
}
