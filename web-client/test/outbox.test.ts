import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../src/protocol/protocol';
import { Outbox, type CommandMessage } from '../src/state/outbox';
import { memoryDevice } from './memory-device';

const AT = { phase: 'brainstorm', step: 'ideas' };
const write = (text: string): Command => ({
  do: 'contribute',
  at: AT,
  content: { kind: 'idea', text },
});

function setUp(memory = memoryDevice()) {
  const wire = { open: true, sent: [] as CommandMessage[] };
  const outbox = new Outbox({
    session: 's',
    device: memory.device,
    send: (message) => {
      if (wire.open) wire.sent.push(message);
      return wire.open;
    },
    changed: () => undefined,
  });
  return { outbox, wire, memory };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the outbox', () => {
  it('forgets a command when it is accepted', async () => {
    const { outbox, memory } = setUp();
    const result = outbox.add('1', write('x'));
    expect(memory.stored.size).toBe(1);
    outbox.answered({ type: 'accepted', id: '1', created: 'c' });
    expect(await result).toEqual({ is: 'accepted', created: 'c' });
    expect(outbox.waiting).toEqual([]);
    expect(memory.stored.size).toBe(0);
  });

  it('sends an unanswered command again with the same id after a reconnect', () => {
    const { outbox, wire } = setUp();
    void outbox.add('1', write('x'));
    outbox.resend();
    expect(wire.sent.map((message) => message.id)).toEqual(['1', '1']);
  });

  it('keeps a text through ten minutes offline and a reload, and sends it then', () => {
    const { outbox, wire, memory } = setUp();
    wire.open = false;
    void outbox.add('1', write('typed in the train'));
    vi.advanceTimersByTime(10 * 60_000);
    const reloaded = setUp(memory);
    reloaded.outbox.resend();
    expect(reloaded.wire.sent.map((message) => message.command)).toEqual([
      write('typed in the train'),
    ]);
  });

  it('does not send a click whose moment has passed', () => {
    const { outbox, wire } = setUp();
    wire.open = false;
    void outbox.add('1', { do: 'adjust_timer', minutes: 1 });
    vi.advanceTimersByTime(3 * 60_000);
    wire.open = true;
    outbox.resend();
    expect(wire.sent).toEqual([]);
    expect(outbox.waiting).toEqual([]);
  });

  it('brings a refused text back to its author, also after a reload', async () => {
    const { outbox, memory } = setUp();
    const result = outbox.add('1', write('too late'));
    outbox.answered({ type: 'refused', id: '1', code: 'step_closed' });
    expect(await result).toEqual({ is: 'refused', code: 'step_closed' });
    const [back] = setUp(memory).outbox.returned;
    expect(back).toMatchObject({ id: '1', text: 'too late', code: 'step_closed', at: AT });
  });

  it('brings a text back that the server did not understand', () => {
    const { outbox } = setUp();
    void outbox.add('1', write('x'));
    outbox.answered({ type: 'error', id: '1', code: 'unknown_command' });
    expect(outbox.returned).toHaveLength(1);
    expect(outbox.waiting).toEqual([]);
  });

  it('does not bring back a refused click', () => {
    const { outbox } = setUp();
    void outbox.add('1', { do: 'raise_hand' });
    outbox.answered({ type: 'refused', id: '1', code: 'hand_already_raised' });
    expect(outbox.returned).toEqual([]);
  });

  it('forgets a returned text only when its author says so', () => {
    const { outbox, memory } = setUp();
    void outbox.add('1', write('x'));
    outbox.answered({ type: 'refused', id: '1', code: 'muted' });
    outbox.discard('1');
    expect(outbox.returned).toEqual([]);
    expect(memory.stored.size).toBe(0);
  });

  it('asks again, after a pause, when something passing went wrong', () => {
    const { outbox, wire } = setUp();
    void outbox.add('1', write('x'));
    outbox.answered({ type: 'failed', id: '1', code: 'storage_unavailable' });
    expect(wire.sent).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(wire.sent).toHaveLength(2);
    expect(outbox.waiting).toHaveLength(1);
  });

  it('asks again when no answer comes', () => {
    const { outbox, wire } = setUp();
    void outbox.add('1', write('x'));
    vi.advanceTimersByTime(11_000);
    expect(wire.sent).toHaveLength(2);
  });

  it('keeps texts in memory and says so when the device is full', () => {
    const memory = memoryDevice();
    const { outbox } = setUp(memory);
    memory.full(true);
    void outbox.add('1', write('x'));
    expect(memory.device.healthy).toBe(false);
    expect(outbox.waiting).toHaveLength(1);
    outbox.answered({ type: 'refused', id: '1', code: 'step_closed' });
    expect(outbox.returned).toHaveLength(1);
  });

  it('does not mix the texts of two meetings on one device', () => {
    const memory = memoryDevice();
    void setUp(memory).outbox.add('1', write('x'));
    const other = new Outbox({
      session: 'other',
      device: memory.device,
      send: () => true,
      changed: () => undefined,
    });
    expect(other.waiting).toEqual([]);
  });
});
