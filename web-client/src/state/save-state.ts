/** Whether what one typed is saved, and the texts that are not. */
import type { ConnectionState } from '../net/connection';
import { textOfForm } from './content';
import type { Draft } from './drafts';
import { carriesText, textOfCommand, type Returned, type Waiting } from './outbox';

export type SaveState = 'saved' | 'saving' | 'offline' | 'not_stored';

export interface SaveInputs {
  /** Whether the device stores what it is given. */
  deviceStores: boolean;
  connection: ConnectionState;
  /** Whether there is a view already. */
  ready: boolean;
  /** How many commands are not answered yet. */
  waiting: number;
}

export function saveState({ deviceStores, connection, ready, waiting }: SaveInputs): SaveState {
  if (!deviceStores) return 'not_stored';
  if (connection.is === 'offline' || connection.is === 'gone') return 'offline';
  if (connection.is === 'connecting') return ready ? 'offline' : 'saving';
  return waiting > 0 ? 'saving' : 'saved';
}

/** One's own texts that nobody has seen: returned, not answered yet, or drafts. */
export function unsharedTexts(
  returned: readonly Returned[],
  waiting: readonly Waiting[],
  drafts: readonly Draft[],
): string[] {
  const underway = waiting.filter(({ command }) => carriesText(command));
  return [
    ...returned.map((back) => back.text),
    ...underway.map(({ command }) => textOfCommand(command)),
    ...drafts.map((draft) => textOfForm(draft.place.kind, draft.form)),
  ];
}
