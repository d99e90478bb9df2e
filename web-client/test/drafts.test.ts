import { describe, expect, it } from 'vitest';
import { Drafts, type DraftPlace } from '../src/state/drafts';
import { memoryDevice } from './memory-device';

const PLACE: DraftPlace = { where: '1.brainstorm/ideas', kind: 'idea' };

describe('drafts', () => {
  it('survive a reload', () => {
    const { device } = memoryDevice();
    new Drafts('s', device).keep(PLACE, { text: 'half a th' });
    expect(new Drafts('s', device).get(PLACE)).toEqual({ text: 'half a th' });
  });

  it('belong to a step and a kind', () => {
    const drafts = new Drafts('s', memoryDevice().device);
    drafts.keep(PLACE, { text: 'one' });
    expect(drafts.get({ ...PLACE, kind: 'question' })).toBeNull();
    expect(drafts.get({ ...PLACE, where: '1.brainstorm/other' })).toBeNull();
    expect(drafts.get({ ...PLACE, about: 'c' })).toBeNull();
  });

  it('are none when nothing was typed, though a choice was made', () => {
    const { device, stored } = memoryDevice();
    const drafts = new Drafts('s', device);
    drafts.keep(PLACE, { text: 'x' });
    drafts.keep(PLACE, { text: '  ', tag: 'strength' });
    expect(stored.size).toBe(0);
  });

  it('are listed oldest first, for this meeting only', () => {
    const { device } = memoryDevice();
    let now = 1;
    const drafts = new Drafts('s', device, () => now);
    drafts.keep({ ...PLACE, kind: 'question' }, { text: 'older' });
    now = 2;
    drafts.keep(PLACE, { text: 'newer' });
    new Drafts('other', device).keep(PLACE, { text: 'elsewhere' });
    expect(drafts.all().map((draft) => draft.form.text)).toEqual(['older', 'newer']);
  });

  it('of two tabs do not remove each other, whichever was typed last', () => {
    const { device, stored } = memoryDevice();
    const [one, two] = [new Drafts('s', device), new Drafts('s', device)];
    one.keep(PLACE, { text: 'of one' });
    two.keep(PLACE, { text: 'of two' });
    one.clear(PLACE);
    one.keep(PLACE, { text: '' });
    expect(new Drafts('s', device).get(PLACE)).toEqual({ text: 'of two' });

    one.keep(PLACE, { text: 'of one' });
    const [key, removed] = [...stored][0] as [string, string];
    one.clear(PLACE);
    expect(stored.size).toBe(0);
    two.removedElsewhere(key, removed);
    expect(new Drafts('s', device).get(PLACE)).toEqual({ text: 'of two' });
  });

  it('are not put back when another tab shared the very same text, or forgot the meeting', () => {
    const { device, stored } = memoryDevice();
    const [one, two] = [new Drafts('s', device), new Drafts('s', device)];
    one.keep(PLACE, { text: 'the same' });
    expect(two.get(PLACE)).toEqual({ text: 'the same' });
    const [key, removed] = [...stored][0] as [string, string];
    one.clear(PLACE);
    two.removedElsewhere(key, removed);
    expect(stored.size).toBe(0);
    two.keep(PLACE, { text: 'another' });
    two.forget();
    two.removedElsewhere(key, removed);
    expect(stored.size).toBe(0);
  });

  it('are thrown away whoever typed them', () => {
    const { device, stored } = memoryDevice();
    new Drafts('s', device).keep(PLACE, { text: 'before the reload' });
    new Drafts('s', device).discard(PLACE);
    expect(stored.size).toBe(0);
  });
});
