// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Connection, wakeOnReturn, type Receiver } from '../src/net/connection';
import { ServerClock } from '../src/net/server-clock';
import type { ServerMessage } from '../src/protocol/protocol';
import { FakeSocket, welcome } from './fake-socket';

function setUp(random = () => 0.5) {
  const sockets: FakeSocket[] = [];
  const receiver = {
    state: vi.fn(),
    welcome: vi.fn(),
    snapshot: vi.fn(),
    update: vi.fn(),
    presence: vi.fn(),
    reply: vi.fn(),
  } satisfies Receiver;
  const connection = new Connection({
    url: 'ws://kring/api/ws',
    token: 'secret',
    clock: new ServerClock(),
    receiver,
    random,
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  connection.start();
  const latest = () => sockets.at(-1) as FakeSocket;
  return { connection, sockets, latest, receiver };
}

const update = (revision: number): ServerMessage => ({
  type: 'update',
  revision,
  upsert: [],
  remove: [],
});

const snapshot = (hands: string[], more = false) =>
  ({
    type: 'snapshot',
    revision: 7,
    records: [{ type: 'hands', order: hands }],
    more,
  }) as ServerMessage;

function live(socket: FakeSocket) {
  socket.opens();
  socket.says(welcome(false));
  socket.says(snapshot([]));
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the connection', () => {
  it('greets, takes the snapshot and is live', () => {
    const { connection, latest, receiver } = setUp();
    live(latest());
    expect(latest().sent[0]).toEqual({ type: 'hello', protocol: 1, token: 'secret', resume: null });
    expect(receiver.snapshot).toHaveBeenCalledOnce();
    expect(connection.state).toEqual({ is: 'live' });
  });

  it('resumes from the last revision it applied', () => {
    const { connection, latest } = setUp();
    live(latest());
    latest().says(update(8));
    latest().ends(1006);
    expect(connection.state).toEqual({ is: 'offline' });
    vi.advanceTimersByTime(1_000);
    latest().opens();
    expect(latest().sent[0]).toMatchObject({ resume: { stream: 'stream', revision: 8 } });
    latest().says(welcome(true));
    expect(connection.state).toEqual({ is: 'live' });
  });

  it('counts a snapshot that comes in parts only when the last part is there', () => {
    const { connection, latest, receiver } = setUp();
    latest().opens();
    latest().says(welcome(false));
    latest().says(snapshot(['an'], true));
    expect(receiver.snapshot).not.toHaveBeenCalled();
    expect(connection.state).toEqual({ is: 'connecting' });
    latest().says(snapshot(['bo']));
    expect(receiver.snapshot).toHaveBeenCalledExactlyOnceWith([
      { type: 'hands', order: ['an'] },
      { type: 'hands', order: ['bo'] },
    ]);
    expect(connection.state).toEqual({ is: 'live' });
  });

  it('forgets the parts of a snapshot that broke off', () => {
    const { latest, receiver } = setUp();
    latest().opens();
    latest().says(welcome(false));
    latest().says(snapshot(['an'], true));
    latest().ends(1006);
    vi.advanceTimersByTime(1_000);
    latest().opens();
    latest().says(welcome(false));
    latest().says(snapshot(['bo']));
    expect(receiver.snapshot).toHaveBeenCalledExactlyOnceWith([{ type: 'hands', order: ['bo'] }]);
  });

  it('asks for a snapshot after a gap, and applies nothing beyond it', () => {
    const { latest, sockets, receiver } = setUp();
    live(latest());
    latest().says(update(9));
    expect(receiver.update).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(sockets).toHaveLength(2);
    latest().opens();
    expect(latest().sent[0]).toMatchObject({ resume: null });
  });

  it.each([
    [4401, 'unauthorised'],
    [4403, 'removed'],
    [4410, 'erased'],
    [4409, 'wrong_version'],
    [4501, 'damaged'],
  ])('does not come back after %i', (code, reason) => {
    const { connection, latest, sockets } = setUp();
    live(latest());
    latest().ends(code);
    vi.advanceTimersByTime(600_000);
    connection.wake();
    expect(connection.state).toEqual({ is: 'gone', reason });
    expect(sockets).toHaveLength(1);
  });

  it('comes back after a newer device took its place: in a while, or when somebody looks', () => {
    const { connection, latest, sockets } = setUp();
    live(latest());
    latest().ends(4430);
    vi.advanceTimersByTime(50_000);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(11_000);
    expect(sockets).toHaveLength(2);
    live(latest());
    latest().ends(4430);
    vi.advanceTimersByTime(2_000);
    connection.wake();
    expect(sockets).toHaveLength(3);
  });

  it('passes over a message that only a newer server knows, and counts on', () => {
    const { latest, receiver } = setUp();
    live(latest());
    latest().says({ type: 'weather', sunny: true } as unknown as ServerMessage);
    latest().says(update(8));
    expect(receiver.update).toHaveBeenCalledOnce();
    latest().ends(1006);
    vi.advanceTimersByTime(1_000);
    latest().opens();
    expect(latest().sent[0]).toMatchObject({ resume: { stream: 'stream', revision: 8 } });
  });

  it('asks again for an update that it could not show', () => {
    const { latest, receiver } = setUp();
    live(latest());
    receiver.update.mockImplementationOnce(() => {
      throw new Error('a fault in the page');
    });
    expect(() => latest().says(update(8))).toThrow('a fault in the page');
    latest().ends(1006);
    vi.advanceTimersByTime(1_000);
    latest().opens();
    expect(latest().sent[0]).toMatchObject({ resume: { stream: 'stream', revision: 7 } });
  });

  it.each([
    [0, 200],
    [0.5, 1_700],
    [1, 3_200],
  ])('spreads its return after a restart of the server: %f is %i ms', (random, ms) => {
    const { latest, sockets } = setUp(() => random);
    live(latest());
    latest().ends(1012);
    vi.advanceTimersByTime(ms - 1);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
  });

  it('leaves a server alone for ten seconds or more that found it too much, also when woken', () => {
    const { connection, latest, sockets } = setUp();
    live(latest());
    latest().ends(4429);
    vi.advanceTimersByTime(9_000);
    connection.wake();
    vi.advanceTimersByTime(2_000);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(sockets).toHaveLength(2);
  });

  it('leaves it alone for longer when it says so again', () => {
    const { latest, sockets } = setUp();
    live(latest());
    latest().ends(4429);
    vi.advanceTimersByTime(15_000);
    live(latest());
    latest().ends(4429);
    vi.advanceTimersByTime(20_000);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(6_000);
    expect(sockets).toHaveLength(3);
  });

  it('gives a socket up that slept: no close event, and no pong within four seconds', () => {
    const { connection, latest, sockets } = setUp();
    live(latest());
    latest().says({ type: 'pong', sent_ms: Date.now(), server_ms: Date.now() });
    latest().says({ type: 'pong', sent_ms: Date.now(), server_ms: Date.now() });
    latest().says({ type: 'pong', sent_ms: Date.now(), server_ms: Date.now() });
    vi.advanceTimersByTime(5_000);
    expect(connection.state).toEqual({ is: 'live' });
    connection.wake();
    vi.advanceTimersByTime(4_500);
    expect(sockets.length).toBeGreaterThan(1);
    latest().opens();
    expect(latest().sent[0]).toMatchObject({ resume: { revision: 7 } });
  });

  it('wakes early when the network is back', () => {
    const { connection, latest, sockets } = setUp();
    for (let i = 0; i < 8; i++) {
      latest().ends(1006);
      vi.advanceTimersByTime(15_000);
    }
    const before = sockets.length;
    latest().ends(1006);
    connection.wake();
    expect(sockets).toHaveLength(before + 1);
  });

  it.each([
    ['the screen is on again', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['the back button brings the page back', () => dispatchEvent(new Event('pageshow'))],
    ['somebody turns to it', () => dispatchEvent(new Event('focus'))],
    ['the network is back', () => dispatchEvent(new Event('online'))],
    ['the network is gone', () => dispatchEvent(new Event('offline'))],
  ])('makes sure that somebody is there when %s', (_when, happens) => {
    const { connection, latest, sockets } = setUp();
    const undo = wakeOnReturn(connection);
    live(latest());
    for (let i = 0; i < 3; i++) {
      latest().says({ type: 'pong', sent_ms: Date.now(), server_ms: Date.now() });
    }
    vi.advanceTimersByTime(5_000);
    const before = latest().sent.length;
    happens();
    expect(latest().sent.slice(before)).toEqual([{ type: 'ping', sent_ms: Date.now() }]);
    vi.advanceTimersByTime(4_000);
    expect(sockets).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(2);
    undo();
    connection.stop();
  });

  it('does not stir while nobody looks at the page, nor after it was told to let be', () => {
    const { connection, latest } = setUp();
    const undo = wakeOnReturn(connection);
    live(latest());
    const before = latest().sent.length;
    const hidden = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(latest().sent).toHaveLength(before);
    hidden.mockRestore();
    undo();
    dispatchEvent(new Event('focus'));
    expect(latest().sent).toHaveLength(before);
  });

  it('hears nothing more from a socket it gave up', () => {
    const { latest, sockets, receiver } = setUp();
    live(latest());
    latest().says(update(20));
    sockets[0]?.says(update(8));
    expect(receiver.update).not.toHaveBeenCalled();
  });

  it('does not send a command before it is live', () => {
    const { connection, latest } = setUp();
    latest().opens();
    const sent = connection.send({
      type: 'command',
      session: 's',
      id: '1',
      command: { do: 'raise_hand' },
    });
    expect(sent).toBe(false);
    expect(latest().sent).toHaveLength(1);
  });
});
