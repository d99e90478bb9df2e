/**
 * One meeting on this device: the view, the connection, what this person writes, and the end of it.
 * Components read from here and ask here; nothing else talks to the socket.
 */
import type {
  Action,
  Command,
  Record as ViewRecord,
  RecordKey,
  Rejection,
} from '../protocol/protocol';
import { pageVersion } from '../page-version.svelte';
import { socketUrl } from '../net/api';
import { Connection, wakeOnReturn, type ConnectionState } from '../net/connection';
import { newId } from '../net/ids';
import { Arrivals } from './arrivals';
import type { View } from './fold';
import type { Departure } from './departure';
import { device } from './device';
import { KeptViews } from './kept-view';
import { MeetingMembership } from './membership.svelte';
import { MeetingView } from './meeting-view.svelte';
import { memberships, Memberships, type Membership } from './memberships';
import { carriesText, type CommandResult } from './outbox';
import { saveState, type SaveState } from './save-state';
import { Writing } from './writing.svelte';

const TICK_MS = 500;
/** So long after something of one's own arrived, at most, it is kept for a page without a network. */
const KEEP_WITHIN_MS = 5_000;
/** Without an answer for so long, what is kept is shown meanwhile. */
const SHOW_KEPT_AFTER_MS = 2_000;

export class MeetingStore extends MeetingView {
  connection = $state.raw<ConnectionState>({ is: 'connecting' });
  /**
   * The last click that a rule refused; a text that is refused is among the returned ones instead.
   */
  refusal = $state.raw<{ code: Rejection; command: Action } | null>(null);
  /** The server was renewed while this page was open. */
  private renewed = $state(false);
  /** The server has another page than this one. */
  readonly outdated = $derived(this.renewed || pageVersion.outdated);
  /** What is shown is what this device kept: the server has not answered since the page was loaded. */
  fromDevice = $state(false);
  /** The server's clock jumped: moments may be off, and nothing is erased until it is believed again. */
  clockDoubted = $state(false);
  /** Which of this person's devices this one is. */
  ownDevice = $state<string | null>(null);
  private deviceStores = $state(device.healthy);

  readonly writing: Writing;
  readonly membership: MeetingMembership;
  private readonly socket: Connection;
  private readonly cleanups: (() => void)[] = [];
  private readonly kept = new KeptViews(device);
  private readonly arrivals = new Arrivals<View>({ show: (view) => this.show(view) });
  private keeping: ReturnType<typeof setTimeout> | undefined;
  private build = '';

  readonly live = $derived(this.connection.is === 'live');
  readonly save: SaveState = $derived.by(() => {
    const { deviceStores, connection, ready } = this;
    return saveState({ deviceStores, connection, ready, waiting: this.writing.waiting.length });
  });
  /** What is typed is not on the server: it is on this device, or only on this page. */
  readonly unsafe = $derived(this.save === 'offline' || this.save === 'not_stored');

  constructor(
    readonly session: string,
    membership: Membership,
  ) {
    super();
    this.membership = new MeetingMembership(session, membership, memberships);
    this.writing = new Writing(session, this, device, (message) => this.socket.send(message));
    this.socket = new Connection({
      url: socketUrl('sessions', session),
      token: membership.token,
      clock: this.clock,
      receiver: {
        state: (state) => this.onState(state),
        welcome: (build, clockDoubted, ownDevice) => {
          this.onBuild(build);
          this.ownDevice = ownDevice;
          this.clockDoubted = clockDoubted;
        },
        snapshot: (records) => this.onSnapshot(records),
        update: (upsert, remove) => this.onUpdate(upsert, remove),
        presence: (online, leadAway) => {
          this.online = new Set(online);
          this.leadAway = leadAway;
        },
        reply: this.writing.outbox.answered,
      },
    });
  }

  start(): void {
    const ticking = setInterval(() => this.tick(), TICK_MS);
    const unanswered = setTimeout(() => this.showKept(), SHOW_KEPT_AFTER_MS);
    const onStorage = (event: StorageEvent) => this.onOtherTab(event);
    const onHide = () => this.keep();
    addEventListener('storage', onStorage);
    addEventListener('pagehide', onHide);
    addEventListener('input', this.arrivals.typed);
    this.cleanups.push(
      () => clearInterval(ticking),
      () => clearTimeout(unanswered),
      () => removeEventListener('pagehide', onHide),
      () => removeEventListener('input', this.arrivals.typed),
      () => this.arrivals.stop(),
      () => removeEventListener('storage', onStorage),
      device.watch((healthy) => (this.deviceStores = healthy)),
      wakeOnReturn(this.socket),
    );
    this.socket.start();
  }

  stop(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup();
    this.keep();
    this.writing.outbox.stop();
    this.socket.stop();
  }

  /**
   * Sends a command. Resolves when the server has answered it, however long that takes, and never
   * if it goes stale.
   */
  async ask(command: Command): Promise<CommandResult> {
    this.refusal = null;
    const result = await this.writing.outbox.add(newId(), command);
    if (result.is === 'refused' && !carriesText(command)) {
      this.refusal = { code: result.code, command: command.do };
    }
    if (result.is === 'accepted' && command.do === 'leave') this.depart('left');
    if (result.is === 'accepted' && command.do === 'erase') this.depart('erased');
    return result;
  }

  /** One's own texts that nobody has seen yet. */
  get unshared(): string[] {
    const { departed, leftOver } = this.membership;
    return departed === null ? this.writing.unshared() : leftOver;
  }

  private onState(state: ConnectionState): void {
    this.connection = state;
    if (state.is === 'live') this.writing.outbox.resend();
    if (state.is === 'offline') this.showKept();
    this.checkEnded();
    if (state.is !== 'gone') return;
    if (state.reason === 'wrong_version') this.renewed = true;
    // Whoever was removed keeps their own unshared texts, and nothing else.
    else if (state.reason !== 'damaged') this.kept.forget(this.session);
  }

  /** Another tab on this device changed what is stored of this meeting. */
  private onOtherTab({ key, oldValue, newValue }: StorageEvent): void {
    if (key === null) return;
    if (Memberships.isKeyOf(this.session, key)) this.checkEnded();
    // Once the meeting is forgotten, no draft is stored again.
    const removed = newValue === null && this.membership.isKnown ? oldValue : null;
    this.writing.onOtherTab(key, removed);
  }

  private checkEnded(): void {
    if (this.connection.is !== 'gone') return;
    const asked = this.writing.waiting.map((waiting) => waiting.command.do);
    const how = this.membership.departureAt(this.connection.reason, asked);
    if (how !== null) this.depart(how);
  }

  /** Forgets the meeting. Texts that nobody has seen stay on the page, and only there. */
  private depart(how: Departure): void {
    if (this.membership.departed !== null) return;
    const leftOver = this.writing.unshared();
    this.writing.forget();
    this.membership.end(how, leftOver);
    this.arrivals.stop();
    this.forgetAll();
    this.socket.stop();
  }

  private onBuild(build: string): void {
    if (this.build !== '' && this.build !== build) this.renewed = true;
    this.build = build;
    pageVersion.check();
  }

  private onSnapshot(records: ViewRecord[]): void {
    this.fromDevice = false;
    this.arrivals.stop();
    this.replaceAll(records);
    // What was seen of the meeting before is not kept for a guest who went out of it.
    if (this.view.waiting !== null) this.kept.forget(this.session);
    this.rememberNames();
    this.keep();
  }

  private onUpdate(upsert: ViewRecord[], remove: RecordKey[]): void {
    const view = this.receive(upsert, remove);
    if (this.canWait(upsert, remove)) this.arrivals.add(view);
    else this.arrivals.showNow(view);
    if (upsert.some((record) => record.type === 'meeting' || record.type === 'participant')) {
      this.rememberNames();
    }
    if (upsert.some((record) => record.type === 'stage' || record.type === 'timer')) this.keep();
    else this.keeping ??= setTimeout(() => this.keep(), KEEP_WITHIN_MS);
  }

  /** Shows the meeting as this device last saw it, until the server answers. */
  private showKept(): void {
    if (this.ready || this.connection.is === 'gone') return;
    const kept = this.kept.get(this.session);
    if (kept === null) return;
    this.clock.assume(kept.offsetMs);
    this.online = new Set(kept.online);
    this.fromDevice = true;
    this.replaceAll(kept.records);
  }

  /** Keeps what is shown for a page without a network, as long as the meeting is not over. */
  private keep(): void {
    clearTimeout(this.keeping);
    this.keeping = undefined;
    if (!this.ready || this.fromDevice) return;
    const { membership, session, view, clock, online } = this;
    const over =
      membership.departed !== null || !membership.isKnown || this.connection.is === 'gone';
    if (over || view.stage?.lifecycle === 'closed') this.kept.forget(session);
    else this.kept.keep(session, view, { offsetMs: clock.offsetMs, online });
  }

  private rememberNames(): void {
    const title = this.view.meeting?.title ?? '';
    this.membership.rename(
      title,
      this.name(this.view.me?.id ?? this.view.waiting?.participant ?? null),
    );
  }
}
