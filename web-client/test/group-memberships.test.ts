import { beforeEach, expect, it } from 'vitest';
import { routeOf } from '../src/route';
import { GroupMemberships } from '../src/state/group-memberships';
import { Memberships } from '../src/state/memberships';
import { memoryDevice } from './memory-device';

const { device, stored } = memoryDevice();
const kept = new GroupMemberships(device);
beforeEach(() => stored.clear());

const place = (name: string) => ({ token: `geheim van ${name}`, name, joinedAt: 1 });

it('keeps the groups of a device apart from its meetings, in the order of their names', () => {
  kept.set('g2', place('Woensdaggroep'));
  kept.set('g1', { ...place('Bovenbouw'), invitation: 'uitnodiging' });
  expect(kept.all().map(({ group }) => group)).toEqual(['g1', 'g2']);
  expect(new Memberships(device).all()).toEqual([]);
  expect(kept.get('g1')).toEqual({ ...place('Bovenbouw'), invitation: 'uitnodiging' });
});

it('changes what is known of a group, and nothing of one that was forgotten', () => {
  kept.set('g1', place('Oud'));
  kept.update('g1', { name: 'Nieuw' });
  expect(kept.get('g1')).toEqual({ ...place('Oud'), name: 'Nieuw' });
  kept.forget('g1');
  kept.update('g1', { name: 'Weer' });
  expect(kept.get('g1')).toBeNull();
  expect(stored.size).toBe(0);
});

it('keeps a claim over a reload, and lists it as no group', () => {
  kept.keepClaim('g1', { id: 'c', name: 'Ilse' });
  expect(kept.claim('g1')).toEqual({ id: 'c', name: 'Ilse' });
  expect(kept.all()).toEqual([]);
  kept.keepClaim('g1', null);
  expect(kept.claim('g1')).toBeNull();
});

it('has addresses whose secrets are in the fragment', () => {
  const invitation = 'a'.repeat(48);
  expect(routeOf('/groups/new', '')).toEqual({ at: 'new_group', name: '' });
  expect(routeOf('/groups/new', '#Team%20onderbouw')).toEqual({
    at: 'new_group',
    name: 'Team onderbouw',
  });
  expect(routeOf('/group-join', `#(${invitation}).`)).toEqual({ at: 'join_group', invitation });
  expect(routeOf('/g/AB-1', '')).toEqual({ at: 'group', group: 'ab-1', code: '' });
  expect(routeOf('/g/AB-1', '#7kq2mx94hvtb')).toEqual({
    at: 'group',
    group: 'ab-1',
    code: '7kq2mx94hvtb',
  });
  expect(routeOf('/g/AB-1/more', '')).toEqual({ at: 'unknown' });
});

it('forgets an erased group with every meeting of it, and no other meeting', () => {
  const meetings = new Memberships(device);
  const seat = { token: 't', participant: 'p', title: '', name: 'Ilse', joinedAt: 1 };
  kept.set('g1', place('Woensdag'));
  meetings.set('m1', { ...seat, group: 'g1' });
  meetings.set('m2', { ...seat, group: 'g2' });
  meetings.set('m3', seat);
  kept.forgetErased('g1');
  expect(kept.get('g1')).toBeNull();
  expect(
    meetings
      .all()
      .map(({ session }) => session)
      .sort(),
  ).toEqual(['m2', 'm3']);
});
