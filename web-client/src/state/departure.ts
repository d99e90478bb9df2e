/** What the end of a connection means for what this device keeps of the meeting. */
import type { Action } from '../protocol/protocol';
import type { GoneReason } from '../net/close-code';

/** A meeting that is over for this person, so that nothing of it stays on the device. */
export type Departure = 'erased' | 'left';

export interface EndContext {
  /** What was asked and not answered: the answer to the last one may have been lost. */
  asked: readonly Action[];
  /** Whether the device still has the token: another tab may have left, and forgotten it. */
  known: boolean;
}

/** `null`: the person may want to come back, or has texts to save first. */
export function departure(reason: GoneReason, before: EndContext): Departure | null {
  if (reason === 'erased') return 'erased';
  if (reason !== 'removed' && reason !== 'unauthorised') return null;
  if (before.asked.includes('erase')) return 'erased';
  if (before.asked.includes('leave') || !before.known) return 'left';
  return null;
}
