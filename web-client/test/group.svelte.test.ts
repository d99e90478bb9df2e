/** One group on this device, over a socket whose other end is the test. */
import { beforeEach, expect, it, vi } from 'vitest';
import { CLOSE_CODES } from '../src/protocol/constants';
import type { ClientMessage, Group, GroupMe, Member, Record } from '../src/protocol/protocol';
import { GroupMemberships } from '../src/state/group-memberships';
import { GroupStore } from '../src/state/group.svelte';
import { FakeSocket, welcome } from './fake-socket';
import { memoryDevice } from './memory-device';

// A module that is imported for it looks at the address of the page.
vi.stubGlobal('WebSocket', { OPEN: 1 });
vi.stubGlobal('location', { protocol: 'https:', host: 'kring.test' });
const noListener = { addEventListener: () => {}, removeEventListener: () => {} };
vi.stubGlobal('addEventListener', noListener.addEventListener);
vi.stubGlobal('removeEventListener', noListener.removeEventListener);
vi.stubGlobal('document', { ...noListener, visibilityState: 'visible' });

const ID = 'group-1';
const GROUP: Group = {
  id: ID,
  name: 'Woensdaggroep',
  purpose: '',
  agreements: [],
  keep_months: 13,
  due_ms: 1,
};
const ME: GroupMe = { id: 'gerda', waits: false, devices: [], has_code: false };
const gerda: Member = { id: 'gerda', name: 'Gerda', waits: false, since_ms: 1 };
const ilse: Member = { id: 'ilse', name: 'Ilse', waits: true, since_ms: 2 };
const IN_GROUP: Record[] = [
  { type: 'group', ...GROUP },
  { type: 'group_me', ...ME },
  { type: 'member', ...gerda },
];

let sockets: FakeSocket[];
let kept: GroupMemberships;
let store: GroupStore;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  stop?.();
  sockets = [];
  kept = new GroupMemberships(memoryDevice().device);
  kept.set(ID, { token: 'geheim', name: '', joinedAt: 1, invitation: 'oud' });
  store = new GroupStore(ID, kept.get(ID)!, kept, () => {
    sockets.push(new FakeSocket());
    return sockets.at(-1) as unknown as WebSocket;
  });
  stop = store.start();
});

/** The newest socket connects, and is sent these records. */
function connects(records: Record[] = IN_GROUP): FakeSocket {
  const socket = sockets.at(-1)!;
  socket.opens();
  socket.says(welcome(false));
  socket.says({ type: 'snapshot', revision: 1, records, more: false });
  return socket;
}

const commands = (socket: FakeSocket) =>
  socket.sent.filter(
    (one): one is Extract<ClientMessage, { type: 'group_command' }> => one.type === 'group_command',
  );

it('shows the group, and keeps its name for the start page', () => {
  connects();
  expect(store.name).toBe('Woensdaggroep');
  expect(store.people.members.map(({ name }) => name)).toEqual(['Gerda']);
  expect(store.alone).toBe(true);
  expect(kept.get(ID)).toMatchObject({ name: 'Woensdaggroep', token: 'geheim' });
});

it('knows the name alone while somebody waits to be let in', () => {
  connects([
    { type: 'group_name', id: ID, name: 'Woensdaggroep' },
    { type: 'group_me', ...ME, waits: true },
  ]);
  expect(store.name).toBe('Woensdaggroep');
  expect(store.view.me?.waits).toBe(true);
  expect(store.view.group).toBeNull();
});

it('sends a question of the group and resolves with its answer', async () => {
  const socket = connects([...IN_GROUP, { type: 'member', ...ilse }]);
  const admitted = store.ask({ do: 'admit', applicant: 'ilse' });
  expect(store.isAsking('admit')).toBe(true);
  const [sent] = commands(socket);
  expect(sent).toMatchObject({ group: ID, command: { do: 'admit', applicant: 'ilse' } });
  socket.says({ type: 'accepted', id: sent!.id, created: null });
  expect(await admitted).toEqual({ is: 'accepted' });
  expect(store.isAsking('admit')).toBe(false);
  expect(store.refusal).toBeNull();
});

it('shows why a rule refused, until something else is asked', async () => {
  const socket = connects();
  const asked = store.ask({ do: 'cancel_meeting', session: 's' });
  socket.says({ type: 'refused', id: commands(socket)[0]!.id, code: 'unknown_meeting' });
  expect(await asked).toEqual({ is: 'refused', code: 'unknown_meeting' });
  expect(store.refusal).toEqual({ is: 'refused', code: 'unknown_meeting' });
  void store.ask({ do: 'set_retention', months: 3 });
  expect(store.refusal).toBeNull();
});

it('asks again with the same id after the connection was lost before the answer', async () => {
  const before = connects();
  const asked = store.ask({ do: 'set_retention', months: 3 });
  const { id } = commands(before)[0]!;
  before.ends(1006);
  expect(store.live).toBe(false);
  vi.runOnlyPendingTimers();
  const after = connects();
  expect(after).not.toBe(before);
  expect(commands(after).map((one) => one.id)).toEqual([id]);
  after.says({ type: 'failed', id, code: 'storage_unavailable' });
  expect(await asked).toEqual({ is: 'failed', code: 'storage_unavailable' });
});

it('sends what was asked without a connection once there is one', () => {
  void store.ask({ do: 'rename', name: 'Gerda B' });
  const socket = connects();
  expect(commands(socket).map((one) => one.command)).toEqual([{ do: 'rename', name: 'Gerda B' }]);
});

it.each([
  [
    'answer',
    (socket: FakeSocket, id: string) => socket.says({ type: 'accepted', id, created: null }),
  ],
  ['end of the connection', (socket: FakeSocket) => socket.ends(CLOSE_CODES.removed)],
])('forgets the group on the %s to leaving', async (_, comes) => {
  const socket = connects();
  void store.ask({ do: 'leave' });
  comes(socket, commands(socket)[0]!.id);
  await vi.waitFor(() => expect(store.departed).toBe('left'));
  expect(kept.get(ID)).toBeNull();
});

it('forgets a group that was erased', () => {
  connects().ends(CLOSE_CODES.erased);
  expect(store.departed).toBe('erased');
  expect(kept.all()).toEqual([]);
});

it('forgets a group that did not let this person in', () => {
  connects().ends(CLOSE_CODES.removed);
  expect(store.departed).toBe('removed');
  expect(kept.all()).toEqual([]);
});

it('keeps what it knows of the group where another device signed this one out', () => {
  connects().ends(CLOSE_CODES.unauthorised);
  expect(store.departed).toBeNull();
  expect(store.connection).toEqual({ is: 'gone', reason: 'unauthorised' });
  expect(kept.get(ID)).not.toBeNull();
});

it('keeps a new invitation for after a reload', () => {
  connects();
  expect(store.invitation).toBe('oud');
  store.keepInvitation('nieuw');
  expect(store.invitation).toBe('nieuw');
  expect(kept.get(ID)?.invitation).toBe('nieuw');
});
