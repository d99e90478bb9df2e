/**
 * One meeting as the page sees it: the view, the connection, what is on its way and what is being
 * typed. Components read from here and ask here; nothing else talks to the socket.
 */
import type {
  Action,
  Command,
  Contribution,
  Kind,
  Me,
  Opening,
  Participant,
  PlannedPhase,
  Position,
  Record as ViewRecord,
  RecordKey,
  Rejection,
  Stage,
  Step,
} from '../protocol/protocol';
import { socketUrl } from '../net/api';
import {
  Connection,
  wakeOnReturn,
  type CommandReply,
  type ConnectionState,
} from '../net/connection';
import { newId } from '../net/ids';
import { ServerClock } from '../net/server-clock';
import { device } from './device';
import { Drafts, type Draft, type DraftPlace } from './drafts';
import { EMPTY_VIEW, fromSnapshot, withUpdate, type View } from './fold';
import { mainField, type Form } from './content';
import { Memberships, type Membership } from './memberships';
import { carriesText, Outbox, type CommandResult, type Returned, type Waiting } from './outbox';
import { departure, type Departure } from './departure';
import { inOrder } from './plan';
import { saveState, unsharedTexts, type SaveState } from './save-state';

const TICK_MS = 500;

export class MeetingStore {
  view = $state.raw<View>(EMPTY_VIEW);
  connection = $state.raw<ConnectionState>({ is: 'connecting' });
  online = $state.raw<ReadonlySet<string>>(new Set());
  waiting = $state.raw<Waiting[]>([]);
  returned = $state.raw<Returned[]>([]);
  /** The last click that a rule refused; a text that is refused is in `returned` instead. */
  refusal = $state.raw<{ code: Rejection; command: Action } | null>(null);
  /** The meeting is over for this person, and this device kept nothing of it. */
  departed = $state.raw<Departure | null>(null);
  /** The server was renewed while this page was open. */
  outdated = $state(false);
  /** The server's time, a few times a second and whenever something comes in. */
  nowMs = $state(Date.now());
  deviceKeeps = $state(device.healthy);
  /** The kind a text was last taken up again for; composers start over from their drafts. */
  resumed = $state.raw<{ kind: Kind; times: number }>({ kind: 'note', times: 0 });
  private draftsTouched = $state(0);

  readonly drafts: Drafts;
  private readonly clock = new ServerClock();
  private readonly outbox: Outbox;
  private readonly socket: Connection;
  private readonly cleanups: (() => void)[] = [];
  private build = '';
  /** What was on the device and not shared when the meeting was over. */
  private leftOver: string[] = [];

  constructor(
    readonly session: string,
    readonly membership: Membership,
  ) {
    this.drafts = new Drafts(session, device);
    this.outbox = new Outbox({
      session,
      device,
      send: ({ id, command }) => this.socket.send({ type: 'command', session, id, command }),
      changed: () => this.reflectOutbox(),
    });
    this.socket = new Connection({
      url: socketUrl(),
      token: membership.token,
      clock: this.clock,
      receiver: {
        state: (state) => this.onState(state),
        welcome: (_participant, _limits, build) => this.onBuild(build),
        snapshot: (records) => this.onSnapshot(records),
        update: (upsert, remove) => this.onUpdate(upsert, remove),
        presence: (online) => (this.online = new Set(online)),
        reply: (reply) => this.onReply(reply),
      },
    });
    this.reflectOutbox();
  }

  start(): void {
    const ticking = setInterval(() => this.tick(), TICK_MS);
    const onStorage = (event: StorageEvent) => this.onOtherTab(event);
    addEventListener('storage', onStorage);
    this.cleanups.push(
      () => clearInterval(ticking),
      () => removeEventListener('storage', onStorage),
      device.watch((healthy) => (this.deviceKeeps = healthy)),
      wakeOnReturn(this.socket),
    );
    this.socket.start();
  }

  stop(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup();
    this.outbox.stop();
    this.socket.stop();
  }

  // What there is

  get ready(): boolean {
    return this.view.stage !== null && this.view.me !== null && this.view.meeting !== null;
  }

  /** Only to be read where `ready`. */
  get me(): Me {
    if (this.view.me === null) throw new Error('the view is not there yet');
    return this.view.me;
  }

  /** Only to be read where `ready`. */
  get stage(): Stage {
    if (this.view.stage === null) throw new Error('the view is not there yet');
    return this.view.stage;
  }

  get plan(): PlannedPhase[] {
    return inOrder(this.view.phases.values());
  }

  get planned(): PlannedPhase | null {
    const phase = this.stage.position?.phase;
    return phase === undefined ? null : (this.view.phases.get(phase) ?? null);
  }

  get step(): Step | null {
    const step = this.stage.position?.step;
    return this.planned?.phase.steps.find((candidate) => candidate.id === step) ?? null;
  }

  get people(): Participant[] {
    return [...this.view.participants.values()].filter((person) => !person.left);
  }

  get contributions(): Contribution[] {
    return [...this.view.contributions.values()];
  }

  get notes(): Contribution[] {
    return this.contributions.filter((one) => one.content.kind === 'note');
  }

  get leads(): boolean {
    return this.me.roles.includes('gespreksleider');
  }

  get live(): boolean {
    return this.connection.is === 'live';
  }

  get save(): SaveState {
    const { deviceKeeps, connection, ready, waiting } = this;
    return saveState({ deviceKeeps, connection, ready, waiting: waiting.length });
  }

  /** What is typed is on this device only, or not even there: that has to be in sight. */
  get unsafe(): boolean {
    return this.save === 'offline' || this.save === 'not_keeping';
  }

  /** One's own texts that nobody has seen yet. */
  get unshared(): string[] {
    if (this.departed !== null) return this.leftOver;
    return unsharedTexts(this.returned, this.waiting, this.drafts.all());
  }

  name(participant: string | null): string {
    return (participant && this.view.participants.get(participant)?.name) || '';
  }

  isOnline(participant: string): boolean {
    return this.online.has(participant);
  }

  may(action: Action): boolean {
    return this.me.may.includes(action);
  }

  opening(kind: Kind): Opening | undefined {
    return this.me.opens.find((opening) => opening.kind === kind);
  }

  /** Whether this person may change or withdraw the text now. */
  mayEdit(one: Contribution): boolean {
    if (one.content.kind === 'note') return this.me.may_note;
    const { edits } = this.me;
    if (edits == null || !this.isMine(one)) return false;
    return one.at?.phase === edits.phase && one.round === edits.round;
  }

  isMine(one: Contribution): boolean {
    return one.mine || one.author === this.me.id;
  }

  // What is asked

  /** Asks something of the meeting. Resolves when it is answered, however long that takes. */
  async ask(command: Command): Promise<CommandResult> {
    this.refusal = null;
    const result = await this.outbox.add(newId(), command);
    if (result.is === 'refused' && !carriesText(command)) {
      this.refusal = { code: result.code, command: command.do };
    }
    if (result.is === 'accepted' && command.do === 'leave') this.depart('left');
    if (result.is === 'accepted' && command.do === 'erase') this.depart('erased');
    return result;
  }

  /** Whether this very thing is being asked already, so that its button can wait. */
  asking(action: Action): boolean {
    return this.waiting.some((waiting) => waiting.command.do === action);
  }

  discardReturned(id: string): void {
    this.outbox.discard(id);
  }

  // What is being typed

  /** The place of a draft for something new in the current step. */
  place(kind: Kind, about?: string): DraftPlace {
    return { where: kind === 'note' ? 'note' : this.where, kind, about };
  }

  /** The place of a draft that changes a contribution or responds to it: open as long as its phase. */
  placeAbout(one: Contribution, use: 'edit' | 'respond'): DraftPlace {
    const where = one.content.kind === 'note' ? 'note' : `${this.phaseKey}/${use}`;
    return { where, kind: one.content.kind, about: one.id };
  }

  keepDraft(place: DraftPlace, form: Form): void {
    this.drafts.keep(place, form);
  }

  clearDraft(place: DraftPlace): void {
    this.drafts.clear(place);
    this.draftsTouched += 1;
  }

  /** A text that stands in no field any more is thrown away, or taken up elsewhere. */
  discardDraft(place: DraftPlace): void {
    this.drafts.discard(place);
    this.draftsTouched += 1;
  }

  /** Takes a text up again in the composer of the current step, after what is typed there already. */
  resume(kind: Kind, form: Form): void {
    const place = this.place(kind);
    const typed = this.drafts.get(place);
    const field = mainField(kind);
    const joined = [typed?.[field], form[field]].filter(Boolean).join('\n');
    this.drafts.keep(place, { ...form, ...typed, [field]: joined });
    this.resumed = { kind, times: this.resumed.times + 1 };
    this.draftsTouched += 1;
  }

  /** A composer closed or moved: what it leaves behind may have lost its place. */
  draftsMoved(): void {
    this.draftsTouched += 1;
  }

  /** Texts that were begun in a place that is no longer open. */
  get unfinished(): Draft[] {
    void this.draftsTouched;
    return this.drafts.all().filter((draft) => !this.isOpen(draft.place));
  }

  get where(): string {
    return `${this.phaseKey}/${this.stage.position?.step ?? ''}`;
  }

  private get phaseKey(): string {
    return `${this.stage.round}.${this.stage.position?.phase ?? ''}`;
  }

  private isOpen(place: DraftPlace): boolean {
    if (place.where === 'note') return this.me.may_note;
    if (place.where === `${this.phaseKey}/edit`) {
      const one = this.view.contributions.get(place.about ?? '');
      return one !== undefined && this.isMine(one);
    }
    if (place.where === `${this.phaseKey}/respond`) return this.me.responses.length > 0;
    return place.where === this.where && this.opening(place.kind) !== undefined;
  }

  // What comes in

  private onState(state: ConnectionState): void {
    this.connection = state;
    if (state.is === 'live') this.outbox.resend();
    this.checkEnded();
    if (state.is === 'gone' && state.reason === 'wrong_version') this.outdated = true;
  }

  /** Another tab on this device changed what is kept of this meeting. */
  private onOtherTab({ key, oldValue, newValue }: StorageEvent): void {
    if (key === null) return;
    if (key.startsWith(`kring:returned:${this.session}:`)) this.outbox.reloadReturned();
    if (Memberships.isKeyOf(this.session, key)) this.checkEnded();
    // Where the meeting was forgotten, nothing is put back.
    const shared = this.drafts.isKey(key) && newValue === null;
    if (shared && memberships.get(this.session) !== null) {
      this.drafts.removedElsewhere(key, oldValue);
    }
  }

  private checkEnded(): void {
    if (this.connection.is !== 'gone') return;
    const asked = this.waiting.map((waiting) => waiting.command.do);
    const known = memberships.get(this.session) !== null;
    const how = departure(this.connection.reason, { asked, known });
    if (how !== null) this.depart(how);
  }

  /** Forgets the meeting. Texts that nobody has seen stay on the page, and only there. */
  private depart(how: Departure): void {
    if (this.departed !== null) return;
    this.leftOver = this.unshared;
    this.departed = how;
    this.drafts.forget();
    this.outbox.forget();
    memberships.forget(this.session);
    this.view = EMPTY_VIEW;
    this.socket.stop();
  }

  private onBuild(build: string): void {
    if (this.build !== '' && this.build !== build) this.outdated = true;
    this.build = build;
  }

  private onSnapshot(records: ViewRecord[]): void {
    this.tick();
    this.view = fromSnapshot(records);
    this.rememberNames();
  }

  private onUpdate(upsert: ViewRecord[], remove: RecordKey[]): void {
    this.tick();
    this.view = withUpdate(this.view, upsert, remove);
    if (upsert.some((record) => record.type === 'meeting' || record.type === 'participant')) {
      this.rememberNames();
    }
  }

  /**
   * A timer is never shown by an older time than it came with: before the first snapshot `nowMs` is
   * the device's, which may be fifteen minutes off.
   */
  private tick(): void {
    this.nowMs = this.clock.now();
  }

  private onReply(reply: CommandReply): void {
    this.outbox.answered(reply);
  }

  private reflectOutbox(): void {
    // The outbox reports while it is still being made.
    if (!this.outbox) return;
    this.waiting = this.outbox.waiting;
    this.returned = this.outbox.returned;
  }

  private rememberNames(): void {
    const title = this.view.meeting?.title ?? '';
    const name = this.name(this.view.me?.id ?? null) || this.membership.name;
    memberships.rename(this.session, this.membership, title, name);
  }

  /** A new invitation, to be shown again after a reload. */
  keepInvitation(invitation: string): void {
    if (this.departed !== null) return;
    this.membership.invitation = invitation;
    memberships.set(this.session, this.membership);
  }
}

export const memberships = new Memberships(device);

/** Where the meeting stands, for commands that name it. */
export function currentPosition(store: MeetingStore): Position {
  const { position } = store.stage;
  if (position === null) throw new Error('the meeting is not running');
  return position;
}
