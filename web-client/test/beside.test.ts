/** A trainer's group: what the server says of its meetings, asked while the page is in sight. */
import { expect, it, vi } from 'vitest';
import type { Beside } from '../src/protocol/protocol';
import { ApiError } from '../src/net/api';
import { BesideGroup } from '../src/state/beside.svelte';
import type { GroupStore } from '../src/state/group.svelte';

const SEEN: Beside = {
  server_ms: 1_000_000,
  meetings: [
    { session: 'm', lifecycle: 'lobby', phase: null, timer: null, here: ['ilse'], guests: 0 },
  ],
};

function group(ask: () => Promise<Beside>, inSight = true) {
  const store = { id: 'g', own: { token: 't' }, departed: null } as unknown as GroupStore;
  return new BesideGroup(store, { ask, inSight: () => inSight });
}

it('shows where meetings stand, on the clock of the server', async () => {
  vi.useFakeTimers({ now: 5_000 });
  const one = group(async () => SEEN);
  await one.look();
  expect(one.meetings).toEqual(SEEN.meetings);
  expect(one.nowMs).toBe(1_000_000);
  vi.useRealTimers();
});

it('asks nothing while the page is not in sight', async () => {
  const ask = vi.fn(async () => SEEN);
  await group(ask, false).look();
  expect(ask).not.toHaveBeenCalled();
});

it('keeps what it knew while there is no line, and nothing once it is refused', async () => {
  const answers: (() => Promise<Beside>)[] = [
    async () => SEEN,
    () => Promise.reject(new ApiError('unreachable')),
    () => Promise.reject(new ApiError('refused', 'not_for_your_role')),
  ];
  const one = group(() => answers.shift()!());
  await one.look();
  await one.look();
  expect(one.meetings).toEqual(SEEN.meetings);
  await one.look();
  expect(one.meetings).toEqual([]);
});
