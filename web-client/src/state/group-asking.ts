/**
 * Commands to a group that wait for their answer. Each keeps its id, so that sending it again after a
 * lost connection does it once.
 */
import type { Failure, GroupCommand, MessageError, Rejection } from '../protocol/protocol';
import type { CommandReply } from '../net/connection';
import { newId } from '../net/ids';

export type GroupResult =
  | { is: 'accepted' }
  | { is: 'refused'; code: Rejection | MessageError }
  | { is: 'failed'; code: Failure };

interface Asked {
  id: string;
  command: GroupCommand;
  settle: (result: GroupResult) => void;
}

export interface AskingOptions {
  /** Whether it was put on the wire; if not it goes with `sendAgain`. */
  send: (id: string, command: GroupCommand) => boolean;
  changed: (asked: readonly GroupCommand[]) => void;
}

export class Asking {
  private readonly asked = new Map<string, Asked>();

  constructor(private readonly options: AskingOptions) {}

  /** What waits for an answer, in the order in which it was asked. */
  get waiting(): readonly GroupCommand[] {
    return [...this.asked.values()].map(({ command }) => command);
  }

  ask(command: GroupCommand): Promise<GroupResult> {
    return new Promise((settle) => {
      const id = newId();
      this.asked.set(id, { id, command, settle });
      this.options.send(id, command);
      this.options.changed(this.waiting);
    });
  }

  /** After connecting again: the answers may have been lost with the connection. */
  sendAgain(): void {
    for (const { id, command } of this.asked.values()) this.options.send(id, command);
  }

  reply(reply: CommandReply): void {
    const asked = this.asked.get(reply.id ?? '');
    if (asked === undefined) return;
    this.asked.delete(asked.id);
    this.options.changed(this.waiting);
    asked.settle(resultOf(reply));
  }
}

function resultOf(reply: CommandReply): GroupResult {
  switch (reply.type) {
    case 'accepted':
      return { is: 'accepted' };
    case 'failed':
      return { is: 'failed', code: reply.code };
    default:
      return { is: 'refused', code: reply.code };
  }
}
