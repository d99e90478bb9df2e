import { describe, expect, it } from 'vitest';
import type { Contribution, Record as ViewRecord, RecordKey } from '../src/protocol/protocol';
import { EMPTY_VIEW, fromSnapshot, withUpdate } from '../src/state/fold';

function idea(id: string, held = false, text = id): ViewRecord & Contribution {
  return {
    type: 'contribution',
    id,
    author: 'an',
    mine: false,
    round: 1,
    at: { phase: 'brainstorm', step: 'ideas' },
    held,
    content: { kind: 'idea', text },
    response: null,
    supporters: [],
    chosen: false,
    edited: false,
  };
}

describe('the view', () => {
  it('replaces a record with the same key and keeps its place', () => {
    const view = withUpdate(
      fromSnapshot([idea('a'), idea('b')]),
      [idea('a', false, 'changed')],
      [],
    );
    expect([...view.contributions.keys()]).toEqual(['a', 'b']);
    expect(view.contributions.get('a')?.content).toEqual({ kind: 'idea', text: 'changed' });
  });

  it('moves a text of one’s own to the end when it is revealed', () => {
    const view = withUpdate(fromSnapshot([idea('mine', true), idea('b')]), [idea('mine')], []);
    expect([...view.contributions.keys()]).toEqual(['b', 'mine']);
  });

  it('keeps an edited text in its place while it stays held back', () => {
    const view = withUpdate(
      fromSnapshot([idea('mine', true), idea('b')]),
      [idea('mine', true)],
      [],
    );
    expect([...view.contributions.keys()]).toEqual(['mine', 'b']);
  });

  it('shows revealed texts in the order of the update', () => {
    const held = fromSnapshot([idea('mine', true)]);
    const view = withUpdate(held, [idea('first'), idea('mine'), idea('last')], []);
    expect([...view.contributions.keys()]).toEqual(['first', 'mine', 'last']);
  });

  it('removes by key', () => {
    const full = fromSnapshot([idea('a'), { type: 'hands', order: ['an'] }]);
    const view = withUpdate(full, [], [{ type: 'contribution', id: 'a' }, { type: 'hands' }]);
    expect(view.contributions.size).toBe(0);
    expect(view.hands).toEqual([]);
  });

  it('leaves out what only a newer server knows, and nothing else', () => {
    const newer = { type: 'mood', colour: 'green' } as unknown as ViewRecord;
    const before = fromSnapshot([newer, idea('a'), idea('b')]);
    expect([...before.contributions.keys()]).toEqual(['a', 'b']);
    const key = { type: 'mood' } as unknown as RecordKey;
    const view = withUpdate(before, [newer, idea('c')], [key, { type: 'contribution', id: 'a' }]);
    expect([...view.contributions.keys()]).toEqual(['b', 'c']);
  });

  it('shares with the view it was made from what does not change', () => {
    const before = fromSnapshot([idea('a'), { type: 'hands', order: ['an'] }]);
    const after = withUpdate(before, [{ type: 'hands', order: [] }], []);
    expect(after.contributions).toBe(before.contributions);
    expect(withUpdate(after, [idea('b')], []).hands).toBe(after.hands);
  });

  it('leaves the view it was made from as it was', () => {
    const before = fromSnapshot([idea('a')]);
    withUpdate(before, [idea('b')], [{ type: 'contribution', id: 'a' }]);
    expect([...before.contributions.keys()]).toEqual(['a']);
    expect(EMPTY_VIEW.contributions.size).toBe(0);
  });
});
