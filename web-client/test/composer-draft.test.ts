import { describe, expect, it } from 'vitest';
import type { Opening, Step } from '../src/protocol/protocol';
import { audienceOf, ComposerDraft } from '../src/state/composer-draft';
import { Drafts } from '../src/state/drafts';
import { memoryDevice } from './memory-device';

const HERE = { where: '1.brainstorm/ideas', kind: 'idea' } as const;
const NEXT = { where: '1.brainstorm/more', kind: 'idea' } as const;
const EVERYBODY = 'shown to everybody';

function setUp(empty = {}) {
  const drafts = new Drafts('s', memoryDevice().device);
  const draft = new ComposerDraft(drafts, { place: HERE, audience: EVERYBODY }, empty);
  return { drafts, draft };
}

describe('a half-typed text', () => {
  it('is there again after a reload', () => {
    const { drafts, draft } = setUp();
    draft.keep({ text: 'half a th' });
    const again = new ComposerDraft(drafts, { place: HERE, audience: EVERYBODY });
    expect(again.begin()).toEqual({ text: 'half a th' });
  });

  it('comes along to a step that asks the same of the same people', () => {
    const { drafts, draft } = setUp();
    draft.keep({ text: 'half a th' });
    const move = draft.moveTo({ place: NEXT, audience: EVERYBODY }, { text: 'half a th' });
    expect(move).toBe('carried');
    expect(draft.place).toEqual(NEXT);
    expect(drafts.get(NEXT)).toEqual({ text: 'half a th' });
    expect(drafts.get(HERE)).toBeNull();
  });

  it('stays behind as a draft when other people would read it', () => {
    const { drafts, draft } = setUp();
    draft.keep({ text: 'for you alone' });
    drafts.keep(NEXT, { text: 'begun earlier' });
    const move = draft.moveTo({ place: NEXT, audience: 'anonymous' }, { text: 'for you alone' });
    expect(move).toBe('left');
    expect(draft.begin()).toEqual({ text: 'begun earlier' });
    expect(drafts.get(HERE)).toEqual({ text: 'for you alone' });
  });

  it('is not made of a choice alone: the fields start again', () => {
    const { drafts, draft } = setUp({ question: 'q' });
    const move = draft.moveTo({ place: NEXT, audience: EVERYBODY }, { tag: 'strength' });
    expect(move).toBe('left');
    expect(draft.begin()).toEqual({ question: 'q' });
    expect(drafts.all()).toEqual([]);
  });

  it('stays where it is while the step stays', () => {
    const { drafts, draft } = setUp();
    draft.keep({ text: 'half' });
    expect(draft.moveTo({ place: HERE, audience: 'anonymous' }, { text: 'half' })).toBe('same');
    expect(drafts.get(HERE)).toEqual({ text: 'half' });
  });
});

describe('the people who are going to read a text', () => {
  const opening = (more: Partial<Opening>) => ({ kind: 'idea', held: false, ...more }) as Opening;
  const step = (authors: Step['authors']) => ({ authors }) as Step;

  it('differ with what is held back and with what is anonymous', () => {
    const usual = audienceOf(opening({}), step('named'));
    expect(audienceOf(opening({ held: true }), step('named'))).not.toBe(usual);
    expect(audienceOf(opening({}), step('anonymous'))).not.toBe(usual);
  });

  it('are the same for a note in every step', () => {
    const note = opening({ kind: 'note' });
    expect(audienceOf(note, step('anonymous'))).toBe(audienceOf(note, step('named')));
  });
});
