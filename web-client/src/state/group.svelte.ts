/** One group on this device: the view, the connection, what is asked of it, and the end of it. */
import type { GroupCommand, Record as ViewRecord, RecordKey } from '../protocol/protocol';
import { socketUrl } from '../net/api';
import type { GoneReason } from '../net/close-code';
import { Connection, wakeOnReturn, type ConnectionState } from '../net/connection';
import { ServerClock } from '../net/server-clock';
import { departure, type Departure } from './departure';
import { Asking, type GroupResult } from './group-asking';
import { ahead, held, people } from './group-calendar';
import { EMPTY_GROUP, withGroupUpdate, type GroupView } from './group-fold';
import type { GroupMembership, GroupMemberships } from './group-memberships';

/** Often enough for what is valid until some minute. */
const TICK_MS = 10_000;

/** `removed`: a member did not let this person in. */
export type GroupEnd = Departure | 'removed';

export class GroupStore {
  connection = $state.raw<ConnectionState>({ is: 'connecting' });
  view = $state.raw<GroupView>(EMPTY_GROUP);
  /** The last answer that was not yes. */
  refusal = $state.raw<GroupResult | null>(null);
  /** Which of this person's devices this one is. */
  ownDevice = $state<string | null>(null);
  /** How it ended for this person; this device then stores nothing of it. */
  departed = $state.raw<GroupEnd | null>(null);
  invitation = $state<string | null>(null);
  nowMs = $state(0);
  private asked = $state.raw<readonly GroupCommand[]>([]);

  readonly live = $derived(this.connection.is === 'live');
  readonly people = $derived(people(this.view.members.values()));
  readonly ahead = $derived(ahead(this.view.meetings.values()));
  readonly held = $derived(held(this.view.meetings.values()));
  readonly alone = $derived(this.people.members.length < 2);
  readonly name = $derived(this.view.group?.name ?? this.view.name?.name ?? '');

  private readonly clock = new ServerClock();
  private readonly socket: Connection;
  private readonly asking: Asking;

  constructor(
    readonly id: string,
    readonly own: GroupMembership,
    private readonly all: GroupMemberships,
    open?: (url: string) => WebSocket,
  ) {
    this.nowMs = this.clock.now();
    this.invitation = own.invitation ?? null;
    this.asking = new Asking({
      send: (id, command) =>
        this.socket.send({ type: 'group_command', group: this.id, id, command }),
      changed: (asked) => (this.asked = asked),
    });
    this.socket = new Connection({
      url: socketUrl('groups', this.id),
      token: own.token,
      clock: this.clock,
      open,
      receiver: {
        state: (state) => this.onState(state),
        welcome: (_build, _doubted, device) => (this.ownDevice = device),
        snapshot: (records) => this.show(EMPTY_GROUP, records, []),
        update: (upsert, remove) => this.show(this.view, upsert, remove),
        presence: () => {},
        reply: (reply) => this.asking.reply(reply),
      },
    });
  }

  /** Returns a function that ends it. */
  start(): () => void {
    const ticking = setInterval(() => (this.nowMs = this.clock.now()), TICK_MS);
    const sleepless = wakeOnReturn(this.socket);
    this.socket.start();
    return () => {
      clearInterval(ticking);
      sleepless();
      this.socket.stop();
    };
  }

  /** The answer; one that is no is shown as well. */
  async ask(command: GroupCommand): Promise<GroupResult> {
    this.refusal = null;
    const result = await this.asking.ask(command);
    if (result.is !== 'accepted') this.refusal = result;
    else if (command.do === 'leave') this.endAs('left');
    else if (command.do === 'erase') this.endAs('erased');
    return result;
  }

  /** Whether a command of this kind waits for its answer, so that its button can wait as well. */
  isAsking(action: GroupCommand['do']): boolean {
    return this.asked.some((command) => command.do === action);
  }

  /** Empty for somebody who left. */
  nameOf(member: string): string {
    return this.view.members.get(member)?.name ?? '';
  }

  /** A new invitation, to be shown again after a reload. */
  keepInvitation(invitation: string): void {
    this.invitation = invitation;
    this.all.update(this.id, { invitation });
  }

  private show(view: GroupView, upsert: readonly ViewRecord[], remove: readonly RecordKey[]): void {
    this.view = withGroupUpdate(view, upsert, remove);
    this.nowMs = this.clock.now();
    if (this.name !== '') this.all.update(this.id, { name: this.name });
    const own = this.view.members.get(this.view.me?.id ?? '');
    if (own) this.all.update(this.id, { trainer: own.trainer });
  }

  private onState(state: ConnectionState): void {
    this.connection = state;
    if (state.is === 'live') this.asking.sendAgain();
    else if (state.is === 'gone') this.end(state.reason);
  }

  /** A token that another device signed out stays, so that the page can tell how to come back. */
  private end(reason: GoneReason): void {
    const asked = this.asking.waiting.map((command) => command.do);
    const known = this.all.get(this.id) !== null;
    const end = departure(reason, { asked, known }) ?? (reason === 'removed' ? 'removed' : null);
    if (end !== null) this.endAs(end);
  }

  /** The answer and the end of the connection come in any order; the first of them decides. */
  private endAs(end: GroupEnd): void {
    this.departed ??= end;
    if (this.departed === 'erased') this.all.forgetErased(this.id);
    else this.all.forget(this.id);
  }
}
