import { describe, expect, it } from 'vitest';
import type { Content, Kind, Opening } from '../src/protocol/protocol';
import { isBlank, textOf, textOfForm, toContent, toForm, type Form } from '../src/state/content';

const opening = (kind: Kind, more: Partial<Opening> = {}): Opening => ({
  kind,
  by: [],
  held: false,
  only: null,
  category_required: false,
  ...more,
});

describe('forms', () => {
  const contents: Content[] = [
    { kind: 'case', text: 'c', leervraag: 'l' },
    { kind: 'leervraag', text: null, origin: 'o' },
    { kind: 'leervraag', text: 'q', origin: null },
    { kind: 'observation', text: 'x', tag: 'strength' },
    { kind: 'question', text: 'q', category: 'reasoning' },
    { kind: 'question', text: 'q', category: null },
    { kind: 'answer', text: 'a', question: 'id' },
    { kind: 'theme', text: 't', observations: ['a', 'b'] },
    { kind: 'theme', text: 't', observations: [], outcomes: [0, 12] },
    { kind: 'feedback', text: 'f', tag: 'suggestion', example: 'e' },
    {
      kind: 'goal',
      behaviour: 'b',
      level: '',
      how_often: 'h',
      how_long: '',
      by_when: '',
      evaluation: '',
    },
    { kind: 'action', what: 'w', who: 'x', by_when: '', evaluation: '' },
    { kind: 'evaluation', worth_it: 'partly', why: '', keep: 'k', change: '' },
    { kind: 'evaluation', worth_it: null, why: 'w', keep: '', change: '' },
    { kind: 'idea', text: 'line\nline' },
  ];

  it.each(contents)('make the same content again: $kind', (content) => {
    const asks = content.kind === 'evaluation' && !content.worth_it ? ['why', 'keep'] : [];
    expect(toContent(content.kind, toForm(content), opening(content.kind, { asks }))).toEqual(
      content,
    );
  });

  it.each<[Kind, Form, Partial<Opening>?]>([
    ['idea', { text: '  ' }],
    ['observation', { text: 'x' }],
    ['question', { text: 'x' }, { category_required: true }],
    ['feedback', { text: 'x', tag: 'strength' }],
    ['evaluation', { why: 'x' }],
    ['goal', { level: 'x' }],
  ])('are incomplete: %s %o', (kind, form, more) => {
    expect(toContent(kind, form, opening(kind, more))).toBeNull();
    expect(textOfForm(kind, form)).toBe(Object.values(form)[0]?.trim());
  });

  it('take the only tag there is', () => {
    const content = toContent(
      'observation',
      { text: 'x' },
      opening('observation', { only: 'strength' }),
    );
    expect(content).toEqual({ kind: 'observation', text: 'x', tag: 'strength' });
  });

  it('are blank when only a choice was made', () => {
    expect(isBlank({ tag: 'strength', text: ' ' })).toBe(true);
    expect(isBlank({ unclear: '1', origin: 'x' })).toBe(false);
  });

  it('give every typed word back as text', () => {
    expect(textOf({ kind: 'feedback', text: 'f', tag: 'strength', example: 'e' })).toBe('f\ne');
    expect(textOf({ kind: 'theme', text: 't', observations: ['id'] })).toBe('t');
  });
});
