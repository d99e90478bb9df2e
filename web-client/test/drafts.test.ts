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
});
