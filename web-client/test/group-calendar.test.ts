import { describe, expect, it } from 'vitest';
import type { GroupMeeting } from '../src/protocol/protocol';
import {
  ahead,
  held,
  localInput,
  momentOf,
  people,
  series,
  whoHad,
} from '../src/state/group-calendar';

const meeting = (session: string, given: Partial<GroupMeeting>): GroupMeeting => ({
  session,
  state: 'planned',
  method: 'dialoog',
  starts_at_ms: null,
  planned_by: 'gerda',
  absent: [],
  roles: [],
  ...given,
});

const ALL = [
  meeting('undated', {}),
  meeting('held', { state: 'held', starts_at_ms: 10 }),
  meeting('later', { starts_at_ms: 40 }),
  meeting('soon', { starts_at_ms: 30 }),
  meeting('held after', { state: 'held', starts_at_ms: 20 }),
];

it('puts the first meeting that lies ahead first, and one without a day last', () => {
  expect(ahead(ALL).map((one) => one.session)).toEqual(['soon', 'later', 'undated']);
});

it('puts a meeting last whose day passed before another one was held', () => {
  const missed = meeting('missed', { starts_at_ms: 15 });
  const order = ahead([missed, meeting('undated too', {}), ...ALL]).map((one) => one.session);
  expect(order).toEqual(['soon', 'later', 'undated too', 'undated', 'missed']);
});

it('puts the latest meeting that was held first', () => {
  expect(held(ALL).map((one) => one.session)).toEqual(['held after', 'held']);
});

it('tells members from who asks to come in, each longest first', () => {
  const one = (id: string, waits: boolean, since_ms: number) => ({ id, name: id, waits, since_ms });
  const sorted = people([one('c', true, 3), one('b', false, 2), one('a', false, 1)]);
  expect(sorted.members.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(sorted.applicants.map(({ id }) => id)).toEqual(['c']);
});

it('knows who had a role', () => {
  const roles = [
    { role: 'gespreksleider' as const, member: 'gerda' },
    { role: 'inbrenger' as const, member: 'ilse' },
    { role: 'inbrenger' as const, member: 'bram' },
  ];
  expect(whoHad(meeting('m', { roles }), 'inbrenger')).toEqual(['ilse', 'bram']);
  expect(whoHad(meeting('m', { roles }), 'tijdbewaker')).toEqual([]);
});

it('reads a day and a time back as they were typed, and no day as no moment', () => {
  expect(localInput(momentOf('2027-03-12', '16:40'))).toBe('2027-03-12T16:40');
  expect(localInput(momentOf('2027-03-12', ''))).toBe('2027-03-12T15:30');
  expect(momentOf('', '16:40')).toBeNull();
  expect(localInput(null)).toBe('');
});

describe('a series of dates', () => {
  it('has the same day of the week and time, also across summer time', () => {
    const all = series('2026-10-14', '15:30', 3, 2).map((ms) => new Date(ms));
    expect(
      all.map((at) => [at.getMonth() + 1, at.getDate(), at.getHours(), at.getMinutes()]),
    ).toEqual([
      [10, 14, 15, 30],
      [10, 28, 15, 30],
      [11, 11, 15, 30],
    ]);
    expect(series('', '15:30', 3, 2)).toEqual([]);
  });
});
