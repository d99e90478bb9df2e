/**
 * Commands that the server has not answered. Each is stored on the device and sent again with the
 * same id until it is answered; the server applies an id once. A text that is refused is not thrown
 * away: it becomes `returned`, for its author to copy, keep or discard.
 */
import type {
  Action,
  ClientMessage,
  Command,
  Content,
  MessageError,
  Position,
  Rejection,
} from '../protocol/protocol';
import { assertNever } from '../assert-never';
import type { CommandReply } from '../net/connection';
import { backoffMs } from '../net/backoff';
import type { Device } from './device';
import { textOf } from './content';

export interface Waiting {
  id: string;
  command: Command;
  queuedAtMs: number;
}

/** A text that the server refused. */
export interface Returned {
  id: string;
  text: string;
  content: Content | null;
  code: Rejection | MessageError;
  at: Position | null;
  returnedAtMs: number;
}

export type CommandResult =
  | { is: 'accepted'; created: string | null }
  | { is: 'refused'; code: Rejection }
  | { is: 'misunderstood'; code: MessageError };

export type CommandMessage = Extract<ClientMessage, { type: 'command' }>;

export interface OutboxOptions {
  session: string;
  device: Device;
  /** Puts a command on the wire; `false` when there is none now. */
  send: (message: CommandMessage) => boolean;
  changed: () => void;
  now?: () => number;
}

/**
 * A command without a text that could not be sent is dropped after this time: "one minute more" is
 * then no longer wanted. A text is never dropped.
 */
const CLICK_FRESH_MS = 120_000;
/** Time without an answer after which a command is sent again. The server gives the same answer. */
const UNANSWERED_MS = 10_000;

export class Outbox {
  private readonly waitingById = new Map<string, Waiting>();
  private readonly returnedById = new Map<string, Returned>();
  private readonly settlers = new Map<string, (result: CommandResult) => void>();
  private readonly retries = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly attempts = new Map<string, number>();
  private readonly now: () => number;

  constructor(private readonly options: OutboxOptions) {
    this.now = options.now ?? Date.now;
    for (const waiting of this.load<Waiting>('outbox')) this.waitingById.set(waiting.id, waiting);
    this.reloadReturned();
  }

  get waiting(): Waiting[] {
    return [...this.waitingById.values()].sort((a, b) => a.queuedAtMs - b.queuedAtMs);
  }

  get returned(): Returned[] {
    return [...this.returnedById.values()].sort((a, b) => a.returnedAtMs - b.returnedAtMs);
  }

  /** Stores the command, then sends it. Resolves when it is answered. */
  add(id: string, command: Command): Promise<CommandResult> {
    const waiting = { id, command, queuedAtMs: this.now() };
    this.waitingById.set(id, waiting);
    this.options.device.set(this.key('outbox', id), waiting);
    const result = new Promise<CommandResult>((resolve) => this.settlers.set(id, resolve));
    this.transmit(waiting);
    this.options.changed();
    return result;
  }

  /** Sends everything that is not answered again, in the order in which it was added. */
  resend(): void {
    for (const waiting of this.waiting) {
      if (!carriesText(waiting.command) && this.now() - waiting.queuedAtMs > CLICK_FRESH_MS) {
        this.settle(waiting.id);
      } else {
        this.transmit(waiting);
      }
    }
    this.options.changed();
  }

  answered = (reply: CommandReply): void => {
    const waiting = reply.id === null ? undefined : this.waitingById.get(reply.id);
    if (!waiting) return;
    switch (reply.type) {
      case 'accepted':
        this.settle(waiting.id, { is: 'accepted', created: reply.created ?? null });
        break;
      case 'refused':
        this.returnToAuthor(waiting, reply.code);
        this.settle(waiting.id, { is: 'refused', code: reply.code });
        break;
      case 'error':
        this.returnToAuthor(waiting, reply.code);
        this.settle(waiting.id, { is: 'misunderstood', code: reply.code });
        break;
      case 'failed': {
        const attempt = this.attempts.get(waiting.id) ?? 0;
        this.attempts.set(waiting.id, attempt + 1);
        this.again(waiting, backoffMs(attempt + 1));
        break;
      }
      default:
        assertNever(reply);
    }
    this.options.changed();
  };

  discard(id: string): void {
    this.returnedById.delete(id);
    this.options.device.remove(this.key('returned', id));
    this.options.changed();
  }

  /** Whether a text that came back is stored under this key of the device. */
  isReturned(key: string): boolean {
    return key.startsWith(this.key('returned', ''));
  }

  /** Another tab of the same person may have received or discarded something. */
  reloadReturned(): void {
    this.returnedById.clear();
    for (const back of this.load<Returned>('returned')) this.returnedById.set(back.id, back);
    this.options.changed();
  }

  /** Stops for good: nothing is sent again, and the device stores nothing of it. */
  forget(): void {
    this.stop();
    for (const id of [...this.waitingById.keys()]) this.settle(id);
    for (const id of [...this.returnedById.keys()]) this.discard(id);
    this.options.changed();
  }

  stop(): void {
    for (const timer of this.retries.values()) clearTimeout(timer);
    this.retries.clear();
  }

  private transmit(waiting: Waiting): void {
    const { id, command } = waiting;
    const { session } = this.options;
    if (this.options.send({ type: 'command', session, id, command }))
      this.again(waiting, UNANSWERED_MS);
  }

  private again(waiting: Waiting, afterMs: number): void {
    clearTimeout(this.retries.get(waiting.id));
    const retry = () => this.waitingById.has(waiting.id) && this.transmit(waiting);
    this.retries.set(waiting.id, setTimeout(retry, afterMs));
  }

  private returnToAuthor(waiting: Waiting, code: Rejection | MessageError): void {
    if (!carriesText(waiting.command)) return;
    const back: Returned = {
      id: waiting.id,
      text: textOfCommand(waiting.command),
      content: 'content' in waiting.command ? waiting.command.content : null,
      code,
      at: positionOf(waiting.command),
      returnedAtMs: this.now(),
    };
    this.returnedById.set(back.id, back);
    this.options.device.set(this.key('returned', back.id), back);
  }

  private settle(id: string, result?: CommandResult): void {
    this.waitingById.delete(id);
    clearTimeout(this.retries.get(id));
    this.retries.delete(id);
    this.attempts.delete(id);
    this.options.device.remove(this.key('outbox', id));
    if (result) this.settlers.get(id)?.(result);
    this.settlers.delete(id);
  }

  private key(box: 'outbox' | 'returned', id: string): string {
    return `kring:${box}:${this.options.session}:${id}`;
  }

  private load<T>(box: 'outbox' | 'returned'): T[] {
    const { device } = this.options;
    return device.keys(this.key(box, '')).flatMap((key) => device.get<T>(key) ?? []);
  }
}

const TEXT_ACTIONS: readonly Action[] = ['contribute', 'contribute_for', 'edit', 'respond'];

/** Whether the command has a text in it that somebody typed. */
export function carriesText(command: Command): boolean {
  return TEXT_ACTIONS.includes(command.do) && textOfCommand(command).trim() !== '';
}

function positionOf(command: Command): Position | null {
  return command.do === 'contribute' || command.do === 'contribute_for' ? command.at : null;
}

export function textOfCommand(command: Command): string {
  if ('content' in command) return textOf(command.content);
  if (command.do !== 'respond') return '';
  const { response } = command;
  switch (response.response) {
    case 'warmth':
      return '';
    case 'feasibility':
      return [response.reason, response.in_plan, response.support].filter(Boolean).join('\n');
    case 'appeal':
      return response.why;
    default:
      return assertNever(response);
  }
}
