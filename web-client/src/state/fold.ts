/**
 * The view as maps of records. A snapshot fills it, an update replaces records whole.
 * It knows no rules of the meeting: what is allowed is in the `me` record.
 */
import { ignoreUnknown } from '../assert-never';
import type {
  Clock,
  Contribution,
  Me,
  Meeting,
  Overview,
  Participant,
  PlannedPhase,
  Record as ViewRecord,
  RecordKey,
  Stage,
  Tally,
  Turns,
  Waiting,
} from '../protocol/protocol';

export interface View {
  readonly meeting: Meeting | null;
  readonly stage: Stage | null;
  readonly timer: Clock | null;
  readonly turns: Turns | null;
  readonly hands: readonly string[];
  readonly phases: ReadonlyMap<string, PlannedPhase>;
  readonly participants: ReadonlyMap<string, Participant>;
  /** In the order in which they became visible. */
  readonly contributions: ReadonlyMap<string, Contribution>;
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly overview: Overview | null;
  readonly me: Me | null;
  /** Of a guest for some phases, while the meeting is in none of them: then there is no stage and no `me`. */
  readonly waiting: Waiting | null;
}

/**
 * A view that may be assigned to. `withUpdate` copies the maps that change into it, so the old view
 * never changes.
 */
type MutableView = { -readonly [K in keyof View]: View[K] };

export const EMPTY_VIEW: View = {
  meeting: null,
  stage: null,
  timer: null,
  turns: null,
  hands: [],
  phases: new Map(),
  participants: new Map(),
  contributions: new Map(),
  tallies: new Map(),
  overview: null,
  me: null,
  waiting: null,
};

export function fromSnapshot(records: readonly ViewRecord[]): View {
  return withUpdate(EMPTY_VIEW, records, []);
}

/**
 * Removals first, then upserts: a key in both is there afterwards. What does not change is the same
 * object in both views.
 */
export function withUpdate(
  view: View,
  upsert: readonly ViewRecord[],
  remove: readonly RecordKey[],
): View {
  const next: MutableView = { ...view };
  const types = new Set([...upsert, ...remove].map(({ type }) => type));
  if (types.has('phase')) next.phases = new Map(view.phases);
  if (types.has('participant')) next.participants = new Map(view.participants);
  if (types.has('contribution')) next.contributions = new Map(view.contributions);
  if (types.has('tally')) next.tallies = new Map(view.tallies);
  for (const key of remove) removeRecord(next, key);
  for (const record of upsert) upsertRecord(next, record);
  return next;
}

function upsertRecord(next: MutableView, record: ViewRecord): void {
  switch (record.type) {
    case 'meeting':
      next.meeting = record;
      return;
    case 'stage':
      next.stage = record;
      return;
    case 'timer':
      next.timer = record;
      return;
    case 'turns':
      next.turns = record;
      return;
    case 'hands':
      next.hands = record.order;
      return;
    case 'phase':
      writable(next.phases).set(record.phase.id, record);
      return;
    case 'participant':
      writable(next.participants).set(record.id, record);
      return;
    case 'contribution':
      upsertContribution(writable(next.contributions), record);
      return;
    case 'tally':
      writable(next.tallies).set(record.case, record);
      return;
    case 'overview':
      next.overview = record;
      return;
    case 'me':
      next.me = record;
      return;
    case 'waiting':
      next.waiting = record;
      return;
    case 'group':
    case 'group_name':
    case 'member':
    case 'group_meeting':
    case 'date_poll':
    case 'rota':
    case 'member_claims':
    case 'group_me':
      // A meeting has nothing of a group: see `group-fold.ts`.
      return;
    default:
      ignoreUnknown(record);
  }
}

/** One's own text that is revealed becomes visible to everybody now, so it moves to the end. */
function upsertContribution(map: Map<string, Contribution>, record: Contribution): void {
  const before = map.get(record.id);
  if (before?.held && !record.held) map.delete(record.id);
  map.set(record.id, record);
}

function removeRecord(next: MutableView, key: RecordKey): void {
  switch (key.type) {
    case 'meeting':
      next.meeting = null;
      return;
    case 'stage':
      next.stage = null;
      return;
    case 'timer':
      next.timer = null;
      return;
    case 'turns':
      next.turns = null;
      return;
    case 'hands':
      next.hands = [];
      return;
    case 'phase':
      writable(next.phases).delete(key.id);
      return;
    case 'participant':
      writable(next.participants).delete(key.id);
      return;
    case 'contribution':
      writable(next.contributions).delete(key.id);
      return;
    case 'tally':
      writable(next.tallies).delete(key.id);
      return;
    case 'overview':
      next.overview = null;
      return;
    case 'me':
      next.me = null;
      return;
    case 'waiting':
      next.waiting = null;
      return;
    case 'group':
    case 'group_name':
    case 'member':
    case 'group_meeting':
    case 'date_poll':
    case 'rota':
    case 'member_claims':
    case 'group_me':
      // A meeting has nothing of a group: see `group-fold.ts`.
      return;
    default:
      ignoreUnknown(key);
  }
}

/** The maps that `withUpdate` copied. */
function writable<V>(map: ReadonlyMap<string, V>): Map<string, V> {
  return map as Map<string, V>;
}
