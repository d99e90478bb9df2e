/** The meetings and the people of a group, in the order in which its page shows them. */
import type { GroupMeeting, Member, Role } from '../protocol/protocol';

/**
 * Those that were not held: one that is on first, then the next one; without a day they come after it. Last come those whose
 * day was before the last one that was held: they did not come to be, and can still be moved or dropped.
 */
export function ahead(meetings: Iterable<GroupMeeting>): GroupMeeting[] {
  const all = [...meetings];
  const since = Math.max(...held(all).map(startOf), -Infinity);
  const on = (one: GroupMeeting) => Number(one.begun !== true);
  const missed = (one: GroupMeeting) => Number(startOf(one) < since);
  return all
    .filter((one) => one.state === 'planned')
    .sort((a, b) => on(a) - on(b) || missed(a) - missed(b) || compare(startOf(a), startOf(b)));
}

/** Infinity less itself is no number. */
function compare(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}

/** Those that were held, latest first. */
export function held(meetings: Iterable<GroupMeeting>): GroupMeeting[] {
  return [...meetings]
    .filter((one) => one.state === 'held')
    .sort((a, b) => (b.starts_at_ms ?? 0) - (a.starts_at_ms ?? 0));
}

function startOf(meeting: GroupMeeting): number {
  return meeting.starts_at_ms ?? Infinity;
}

export interface People {
  /** Who is in the group, longest first. */
  members: Member[];
  /** Who asks to come in, longest first. */
  applicants: Member[];
}

export function people(all: Iterable<Member>): People {
  const inOrder = [...all].sort((a, b) => a.since_ms - b.since_ms);
  return {
    members: inOrder.filter((one) => !one.waits),
    applicants: inOrder.filter((one) => one.waits),
  };
}

/** Who had this role in a meeting that was held. */
export function whoHad(meeting: GroupMeeting, role: Role): string[] {
  return meeting.roles.filter((one) => one.role === role).map((one) => one.member);
}

/** What `datetime-local` understands: the device's own zone, to the minute. */
export function localInput(ms: number | null): string {
  if (ms === null) return '';
  const zone = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - zone).toISOString().slice(0, 16);
}

/** The moment of a day and a time of this device's own zone; `null` without a day. */
export function momentOf(day: string, time: string): number | null {
  return day === '' ? null : new Date(`${day}T${time || USUAL_TIME}`).getTime();
}

/** After school. */
export const USUAL_TIME = '15:30';

/**
 * The same day of the week and time, so many times and so many weeks apart: the clock of the wall, also
 * across summer time. The first day is among them.
 */
export function series(day: string, time: string, times: number, weeks: number): number[] {
  const first = momentOf(day, time);
  if (first === null) return [];
  return Array.from({ length: times }, (_, n) => {
    const at = new Date(first);
    at.setDate(at.getDate() + n * weeks * 7);
    return at.getTime();
  });
}
