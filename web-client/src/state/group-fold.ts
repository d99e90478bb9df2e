/** The view of a group as maps of records: a snapshot fills it, an update replaces records whole. */
import type {
  DatePoll,
  Group,
  GroupMe,
  GroupMeeting,
  GroupName,
  Member,
  MemberClaim,
  Record as ViewRecord,
  RecordKey,
  RoleTurn,
} from '../protocol/protocol';

export interface GroupView {
  readonly group: Group | null;
  /** All that those have who wait to be let in. */
  readonly name: GroupName | null;
  readonly members: ReadonlyMap<string, Member>;
  readonly meetings: ReadonlyMap<string, GroupMeeting>;
  readonly polls: ReadonlyMap<string, DatePoll>;
  readonly turns: readonly RoleTurn[];
  readonly claims: readonly MemberClaim[];
  readonly me: GroupMe | null;
}

export const EMPTY_GROUP: GroupView = {
  group: null,
  name: null,
  members: new Map(),
  meetings: new Map(),
  polls: new Map(),
  turns: [],
  claims: [],
  me: null,
};

/** Removals first, then upserts: a key in both is there afterwards. */
export function withGroupUpdate(
  view: GroupView,
  upsert: readonly ViewRecord[],
  remove: readonly RecordKey[],
): GroupView {
  const members = new Map(view.members);
  const meetings = new Map(view.meetings);
  const polls = new Map(view.polls);
  let { group, name, turns, claims, me } = view;
  for (const key of remove) {
    if (key.type === 'group') group = null;
    else if (key.type === 'group_name') name = null;
    else if (key.type === 'member') members.delete(key.id);
    else if (key.type === 'group_meeting') meetings.delete(key.id);
    else if (key.type === 'date_poll') polls.delete(key.id);
    else if (key.type === 'rota') turns = [];
    else if (key.type === 'member_claims') claims = [];
    else if (key.type === 'group_me') me = null;
  }
  for (const record of upsert) {
    if (record.type === 'group') group = record;
    else if (record.type === 'group_name') name = record;
    else if (record.type === 'member') members.set(record.id, record);
    else if (record.type === 'group_meeting') meetings.set(record.session, record);
    else if (record.type === 'date_poll') polls.set(record.id, record);
    else if (record.type === 'rota') turns = record.turns;
    else if (record.type === 'member_claims') claims = record.claims;
    else if (record.type === 'group_me') me = record;
  }
  return { group, name, members, meetings, polls, turns, claims, me };
}
