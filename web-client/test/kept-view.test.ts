import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Contribution, Me, Record as ViewRecord } from '../src/protocol/protocol';
import { EMPTY_VIEW, fromSnapshot, type View } from '../src/state/fold';
import { KeptViews, withoutOthersWords } from '../src/state/kept-view';
import { Memberships } from '../src/state/memberships';
import { memoryDevice } from './memory-device';

const FOLDER = new URL('../../protocol/fixtures/record/', import.meta.url);
const DAY_MS = 86_400_000;
const FROM = { offsetMs: 1_234, online: ['somebody'] };

/** Every record there is, as the server writes it. */
const records = readdirSync(FOLDER).map(
  (name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as ViewRecord,
);
const me = records.find((record) => record.type === 'me') as Me;
const example = records.find((record) => record.type === 'contribution') as Contribution;

function text(id: string, author: string | null, also: Partial<Contribution> = {}): ViewRecord {
  const content = { kind: 'idea', text: `Tekst ${id}` } as const;
  return { ...example, type: 'contribution', id, author, mine: false, content, ...also };
}

function view(...also: ViewRecord[]): View {
  const without = records.filter((record) => record.type !== 'contribution');
  return fromSnapshot([...without, ...also]);
}

let now: number;
let device: ReturnType<typeof memoryDevice>;
let views: KeptViews;

beforeEach(() => {
  now = 1_000_000;
  device = memoryDevice();
  views = new KeptViews(device.device, () => now);
});

const keys = () => [...device.stored.keys()].sort();

describe('what is kept for a page without a network', () => {
  it('is the script, the stage, the clock, the names and one’s own texts', () => {
    const own = [
      text('named', me.id),
      text('anonymous', null, { mine: true }),
      text('note', me.id, { content: { kind: 'note', text: 'Alleen voor mij' } }),
      text('held', me.id, { held: true }),
    ];
    const whole = view(...own);
    const kept = fromSnapshot(withoutOthersWords(whole));
    expect([...kept.contributions.keys()]).toEqual(['named', 'anonymous', 'note', 'held']);
    expect(kept.phases).toEqual(whole.phases);
    expect(kept.timer).toEqual(whole.timer);
    expect(kept.turns).toEqual(whole.turns);
    expect(kept.stage?.position).toEqual(whole.stage?.position);
    expect(kept.me?.opens).toEqual(whole.me?.opens);
    expect(kept.participants.size).toBeGreaterThan(0);
  });

  it('is nothing that others wrote, nor what they said of one’s own texts', () => {
    const response = { response: 'appeal', appeals: true, why: 'Hun waarom' } as const;
    const mine = text('mine', me.id, { response, supporters: ['somebody'] });
    const others = [text('theirs', 'somebody'), text('nobody-knows', null)];
    const kept = JSON.stringify(withoutOthersWords(view(mine, ...others)));
    expect(kept).toContain('Tekst mine');
    for (const word of ['Tekst theirs', 'Tekst nobody-knows', 'Hun waarom']) {
      expect(kept).not.toContain(word);
    }
    const types = new Set(withoutOthersWords(view(mine, ...others)).map(({ type }) => type));
    for (const type of ['hands', 'tally', 'overview'] as const) expect(types).not.toContain(type);
  });

  it('is not the link of the call, nor a device or a claim of anybody', () => {
    const kept = fromSnapshot(withoutOthersWords(view()));
    expect(kept.meeting?.call_link).toBe('');
    expect(kept.me?.devices).toEqual([]);
    expect(kept.stage?.claims).toEqual([]);
  });

  it('comes back as it was, with the server’s clock', () => {
    views.keep('a', view(), FROM);
    expect(views.get('a')).toMatchObject({ offsetMs: 1_234, online: ['somebody'] });
    expect(fromSnapshot(views.get('a')!.records)).toEqual(fromSnapshot(withoutOthersWords(view())));
  });

  it('is nothing of a view that is not there yet', () => {
    views.keep('a', EMPTY_VIEW, FROM);
    expect(keys()).toEqual([]);
  });

  it('is of three meetings at most, the last ones', () => {
    for (const session of ['a', 'b', 'c', 'd']) {
      now += 1;
      views.keep(session, view(), FROM);
    }
    expect(keys()).toEqual(['kring:view:b', 'kring:view:c', 'kring:view:d']);
  });

  it('is not too large: then nothing stays, not even what was kept before', () => {
    views.keep('a', view(), FROM);
    const long = text('long', me.id, { content: { kind: 'note', text: 'x'.repeat(600_000) } });
    views.keep('a', view(long), FROM);
    expect(keys()).toEqual([]);
  });
});

describe('what was kept is erased', () => {
  beforeEach(() => views.keep('a', view(), FROM));

  it('with the membership, on this device', () => {
    const memberships = new Memberships(device.device);
    views.keep('other', view(), FROM);
    memberships.forget('a');
    expect(keys()).toEqual(['kring:view:other']);
  });

  it('when the retention time has gone by since the last contact, as the page opens', () => {
    const days = view().meeting!.keep_days;
    now += days * DAY_MS - 1;
    views.sweep();
    expect(keys()).toEqual(['kring:view:a']);
    now += 1;
    views.sweep();
    expect(keys()).toEqual([]);
    expect(views.get('a')).toBeNull();
  });

  it('where a build does not understand it', () => {
    device.device.set('kring:view:b', { format: 2 });
    device.stored.set('kring:view:c', 'no json');
    views.sweep();
    expect(keys()).toEqual(['kring:view:a']);
  });

  it('where a text needs the room, and the text is stored', () => {
    let refusals = 1;
    const store = {
      getItem: (key: string) => device.stored.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (device.stored.has('kring:view:a') && refusals-- > 0) throw new DOMException('full');
        device.stored.set(key, value);
      },
      removeItem: (key: string) => void device.stored.delete(key),
      keys: () => [...device.stored.keys()],
    };
    const full = new (device.device.constructor as typeof import('../src/state/device').Device)(
      store,
    );
    full.set('kring:draft:a:x', 'Halverwege een zin');
    expect(full.healthy).toBe(true);
    expect(keys()).toEqual(['kring:draft:a:x']);
  });

  it('rather than that the page says it stores nothing', () => {
    device.full(true);
    views.keep('a', view(), FROM);
    expect(device.device.healthy).toBe(true);
    expect(keys()).toEqual([]);
  });
});
