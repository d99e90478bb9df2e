import { describe, expect, it } from 'vitest';
import { Drafts } from '../src/state/drafts';
import { Memberships } from '../src/state/memberships';
import { Outbox } from '../src/state/outbox';
import { departure } from '../src/state/departure';
import { memoryDevice } from './memory-device';

const here = { asked: [], known: true } as const;

describe('the end of a connection', () => {
  it('of a meeting that was erased leaves nothing', () => {
    expect(departure('erased', here)).toBe('erased');
  });

  it('after asking to leave is leaving, also when the answer got lost', () => {
    expect(departure('removed', { ...here, asked: ['leave'] })).toBe('left');
    expect(departure('unauthorised', { ...here, asked: ['leave'] })).toBe('left');
  });

  it('after asking to erase is erasing, also when the answer got lost', () => {
    expect(departure('unauthorised', { ...here, asked: ['erase'] })).toBe('erased');
  });

  it('in a tab whose neighbour left is leaving', () => {
    expect(departure('removed', { ...here, known: false })).toBe('left');
  });

  it('by anything else keeps what the person typed', () => {
    expect(departure('removed', here)).toBeNull();
    expect(departure('unauthorised', here)).toBeNull();
    expect(departure('damaged', { ...here, asked: ['leave'] })).toBeNull();
    expect(departure('wrong_version', { asked: ['leave'], known: false })).toBeNull();
    expect(departure('damaged', here)).toBeNull();
  });
});

describe('forgetting a meeting', () => {
  const place = { where: '1.brainstorm/ideas', kind: 'idea' } as const;
  const outboxOf = (session: string, memory: ReturnType<typeof memoryDevice>) =>
    new Outbox({ session, device: memory.device, send: () => true, changed: () => undefined });

  function takePart(session: string, memory: ReturnType<typeof memoryDevice>) {
    const memberships = new Memberships(memory.device);
    memberships.set(session, { token: 't', participant: 'p', title: '', name: 'An', joinedAt: 1 });
    const drafts = new Drafts(session, memory.device);
    drafts.keep(place, { text: 'begun' });
    const outbox = outboxOf(session, memory);
    void outbox.add('1', { do: 'rename', name: 'Bo' });
    void outbox.add('2', {
      do: 'contribute',
      at: { phase: 'brainstorm', step: 'ideas' },
      content: { kind: 'idea', text: 'too late' },
    });
    outbox.answered({ type: 'refused', id: '2', code: 'step_closed' });
    return { memberships, drafts, outbox };
  }

  it('leaves nothing of it on the device, and everything of another meeting', () => {
    const memory = memoryDevice();
    takePart('other', memory);
    const other = new Map(memory.stored);
    const { memberships, drafts, outbox } = takePart('this', memory);
    expect(memory.stored.size).toBe(2 * other.size);
    drafts.forget();
    outbox.forget();
    memberships.forget('this');
    expect(memory.stored).toEqual(other);
    expect(outbox.waiting).toEqual([]);
    expect(outbox.returned).toEqual([]);
  });

  it('also forgets what an earlier page left behind', () => {
    const memory = memoryDevice();
    const { memberships } = takePart('this', memory);
    memberships.forget('this');
    expect([...memory.stored.keys()]).toEqual([]);
  });

  it('lets a field that is still open keep nothing any more', () => {
    const memory = memoryDevice();
    const drafts = new Drafts('this', memory.device);
    drafts.forget();
    drafts.keep(place, { text: 'the last keystroke' });
    expect(memory.stored.size).toBe(0);
  });

  it('does not take another session for its own', () => {
    expect(Memberships.isKeyOf('this', 'kring:session:this')).toBe(true);
    expect(Memberships.isKeyOf('this', 'kring:session:other')).toBe(false);
    expect(Memberships.isKeyOf('this', null)).toBe(false);
  });
});
