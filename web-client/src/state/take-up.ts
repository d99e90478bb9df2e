/** What becomes a text of another kind in one tap, in the words that stand there. */
import type { Kind, Opening } from '../protocol/protocol';

/** Kinds that somebody acts on. */
const PROPOSALS: readonly Kind[] = ['idea', 'advice', 'need'];

/** The kind that a text of this kind can become for somebody to whom these are open. */
export function takenUpAs(kind: Kind, opens: readonly Opening[]): Kind | null {
  const isOpen = (wanted: Kind) => opens.some((opening) => opening.kind === wanted);
  if (kind === 'note') return isOpen('observation') ? 'observation' : null;
  if (PROPOSALS.includes(kind) && isOpen('action')) return 'action';
  return kind === 'need' && isOpen('agreement') ? 'agreement' : null;
}

/** Kinds that stay in sight in a step that opens these, because one chooses from them. */
export function chosenFrom(opens: readonly Opening[]): Kind[] {
  return PROPOSALS.filter((kind) => takenUpAs(kind, opens) !== null);
}
