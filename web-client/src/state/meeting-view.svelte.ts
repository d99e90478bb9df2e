/**
 * What the server has told about one meeting, and what follows from it: the records, who is
 * connected, and the server's time. Nothing in here is asked of the server or changed by a person.
 */
import type {
  Action,
  Contribution,
  Kind,
  LeadAway,
  Me,
  Opening,
  Participant,
  PlannedPhase,
  Position,
  Record as ViewRecord,
  RecordKey,
  Stage,
  Step,
  Text,
} from '../protocol/protocol';
import { ServerClock } from '../net/server-clock';
import { splitByStep, type StepSplit } from './current-step';
import { EMPTY_VIEW, fromSnapshot, withUpdate, type View } from './fold';
import { LiveView } from './live-view.svelte';
import { inOrder } from './plan';

export class MeetingView {
  readonly view = new LiveView();
  private folded: View = EMPTY_VIEW;
  online = $state.raw<ReadonlySet<string>>(new Set());
  /** Since when the gespreksleider has had no connection, and what is possible from when. */
  leadAway = $state.raw<LeadAway | null>(null);
  /**
   * The server's time in milliseconds, at the last tick or the last message that changed the view.
   */
  nowMs = $state(Date.now());
  protected readonly clock = new ServerClock();

  readonly ready = $derived(
    this.view.stage !== null && this.view.me !== null && this.view.meeting !== null,
  );
  readonly plan: PlannedPhase[] = $derived(inOrder(this.view.phases.values()));
  readonly planned: PlannedPhase | null = $derived(
    this.view.phases.get(this.view.stage?.position?.phase ?? '') ?? null,
  );
  readonly step: Step | null = $derived(
    this.planned?.phase.steps.find(({ id }) => id === this.view.stage?.position?.step) ?? null,
  );
  readonly people: Participant[] = $derived(
    [...this.view.participants.values()].filter((person) => !person.left),
  );
  /** Guests for some phases who wait for them. */
  readonly waitingGuests: Participant[] = $derived(
    [...this.view.participants.values()].filter((one) => one.left && one.guest_for !== undefined),
  );
  readonly contributions: Contribution[] = $derived([...this.view.contributions.values()]);
  /** The contributions of the current step, and those of earlier ones. */
  readonly split: StepSplit = $derived(
    this.view.stage === null
      ? { now: [], earlier: [] }
      : splitByStep(this.contributions, this.view.stage, this.step),
  );
  readonly notes: Contribution[] = $derived(
    this.contributions.filter((one) => one.content.kind === 'note'),
  );
  readonly leads = $derived(this.view.me?.roles.includes('gespreksleider') ?? false);
  /** The case round and phase, as the keys of drafts name them: `1.brainstorm`. */
  readonly phaseKey = $derived(
    `${this.view.stage?.round ?? ''}.${this.view.stage?.position?.phase ?? ''}`,
  );
  /** The case round, phase and step: `1.brainstorm/ideas`. */
  readonly where = $derived(`${this.phaseKey}/${this.view.stage?.position?.step ?? ''}`);

  /** @throws Error unless `ready`. */
  get me(): Me {
    if (this.view.me === null) throw new Error('the view is not there yet');
    return this.view.me;
  }

  /** @throws Error unless `ready`. */
  get stage(): Stage {
    if (this.view.stage === null) throw new Error('the view is not there yet');
    return this.view.stage;
  }

  /** Where the meeting is, for commands that name it. @throws Error unless it is running. */
  get currentPosition(): Position {
    const { position } = this.stage;
    if (position === null) throw new Error('the meeting is not running');
    return position;
  }

  /** The titles of these phases, in the order of the plan. */
  titlesOf(phases: readonly string[]): Text[] {
    const asked = this.plan.filter(({ phase }) => phases.includes(phase.id));
    return asked.map(({ phase }) => phase.title);
  }

  /** The name of a participant; empty for `null` and for somebody who is not in the view. */
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

  get inLobby(): boolean {
    return this.view.stage?.lifecycle === 'lobby';
  }

  /** Whether they can write for themselves what they look back on. */
  get reflects(): boolean {
    const asked = this.view.meeting?.reflection ?? [];
    const started = this.view.stage?.lifecycle !== 'lobby';
    return asked.length > 0 && started && this.may('contribute');
  }

  /** Whether this person may change or withdraw the text now. */
  mayEdit(one: Contribution): boolean {
    if (one.content.kind === 'note') return this.me.may_note;
    if (one.content.kind === 'reflection') return this.reflects;
    const { edits } = this.me;
    if (!this.isMine(one)) return false;
    // Before the start everything that one has can be changed; what waits for its step, until then.
    if (this.inLobby) return true;
    if (edits == null || one.content.kind === 'preparation') return false;
    if (one.beforehand === 'waits') return true;
    return one.at?.phase === edits.phase && one.round === edits.round;
  }

  isMine(one: Contribution): boolean {
    return one.mine || one.author === this.me.id;
  }

  /** Whether these are this person's words: not what they wrote down for somebody else. */
  saidByMe(one: Contribution): boolean {
    return one.written_for ? one.written_for === this.me.id : this.isMine(one);
  }

  protected replaceAll(records: readonly ViewRecord[]): void {
    this.folded = fromSnapshot(records);
    this.show(this.folded);
  }

  /** Takes an update in, and gives the view after it, to be shown. */
  protected receive(upsert: readonly ViewRecord[], remove: readonly RecordKey[]): View {
    this.folded = withUpdate(this.folded, upsert, remove);
    return this.folded;
  }

  /** Whether these are texts of others and nothing else that this person has to see at once. */
  protected canWait(upsert: readonly ViewRecord[], remove: readonly RecordKey[]): boolean {
    const waits = (record: ViewRecord) =>
      record.type === 'overview' || (record.type === 'contribution' && !this.isMine(record));
    return this.ready && remove.length === 0 && upsert.every(waits);
  }

  protected forgetAll(): void {
    this.replaceAll([]);
  }

  protected show(view: View): void {
    this.tick();
    this.view.show(view);
  }

  /**
   * Reads the server's clock. It runs before every change of the view: before the first snapshot
   * `nowMs` is the device's time, and a timer must not be shown against that.
   */
  protected tick(): void {
    this.nowMs = this.clock.now();
  }
}
