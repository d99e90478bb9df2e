/**
 * The view as maps of records. A snapshot fills it, an update replaces records whole.
 * There is no rule of the meeting in here: what is allowed stands in the `me` record.
 */
import { passOver } from '../assert-never';
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
}

/** A view under construction: the maps of the old one are copied once, when first touched. */
type Draft = { -readonly [K in keyof View]: View[K] };

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
};

export function fromSnapshot(records: readonly ViewRecord[]): View {
  return withUpdate(EMPTY_VIEW, records, []);
}

/** Removals first, then upserts: a key in both is there afterwards. */
export function withUpdate(
  view: View,
  upsert: readonly ViewRecord[],
  remove: readonly RecordKey[],
): View {
  const draft: Draft = {
    ...view,
    phases: new Map(view.phases),
    participants: new Map(view.participants),
    contributions: new Map(view.contributions),
    tallies: new Map(view.tallies),
  };
  for (const key of remove) drop(draft, key);
  for (const record of upsert) put(draft, record);
  return draft;
}

function put(draft: Draft, record: ViewRecord): void {
  switch (record.type) {
    case 'meeting':
      draft.meeting = record;
      return;
    case 'stage':
      draft.stage = record;
      return;
    case 'timer':
      draft.timer = record;
      return;
    case 'turns':
      draft.turns = record;
      return;
    case 'hands':
      draft.hands = record.order;
      return;
    case 'phase':
      writable(draft.phases).set(record.phase.id, record);
      return;
    case 'participant':
      writable(draft.participants).set(record.id, record);
      return;
    case 'contribution':
      putContribution(writable(draft.contributions), record);
      return;
    case 'tally':
      writable(draft.tallies).set(record.case, record);
      return;
    case 'overview':
      draft.overview = record;
      return;
    case 'me':
      draft.me = record;
      return;
    default:
      passOver(record);
  }
}

/** One's own text that is revealed becomes visible to everybody now, so it moves to the end. */
function putContribution(map: Map<string, Contribution>, record: Contribution): void {
  const before = map.get(record.id);
  if (before?.held && !record.held) map.delete(record.id);
  map.set(record.id, record);
}

function drop(draft: Draft, key: RecordKey): void {
  switch (key.type) {
    case 'meeting':
      draft.meeting = null;
      return;
    case 'stage':
      draft.stage = null;
      return;
    case 'timer':
      draft.timer = null;
      return;
    case 'turns':
      draft.turns = null;
      return;
    case 'hands':
      draft.hands = [];
      return;
    case 'phase':
      writable(draft.phases).delete(key.id);
      return;
    case 'participant':
      writable(draft.participants).delete(key.id);
      return;
    case 'contribution':
      writable(draft.contributions).delete(key.id);
      return;
    case 'tally':
      writable(draft.tallies).delete(key.id);
      return;
    case 'overview':
      draft.overview = null;
      return;
    case 'me':
      draft.me = null;
      return;
    default:
      passOver(key);
  }
}

/** The maps of a draft are its own copies. */
function writable<V>(map: ReadonlyMap<string, V>): Map<string, V> {
  return map as Map<string, V>;
}
