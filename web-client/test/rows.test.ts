import { describe, expect, it } from 'vitest';
import { nl } from '../src/i18n/nl/whole';
import { KINDS } from '../src/protocol/kinds';
import type { Kind, Opening } from '../src/protocol/protocol';
import { asksLater, partOf, rowsOf, type Part } from '../src/ui/meeting/composer/rows';

const KINDS_LISTED = Object.keys(KINDS) as Kind[];

const opening = (kind: Kind, more: Partial<Opening> = {}): Opening => ({
  kind,
  by: [],
  held: false,
  only: null,
  category_required: false,
  ...more,
});

const fields = (kind: Kind, more: Partial<Opening> = {}, form = {}) =>
  rowsOf(opening(kind, more), form, nl).map((row) => row.field);

const part = (kind: Kind, wanted: Part, more: Partial<Opening> = {}) =>
  partOf(rowsOf(opening(kind, more), {}, nl), kind, wanted).map((row) => row.field);

describe('one question at a time', () => {
  it('asks before sharing what the text needs, and the rest after it', () => {
    expect(part('action', 'first')).toEqual(['what']);
    expect(part('action', 'later')).toEqual(['who', 'by_when', 'evaluation']);
    expect(part('feedback', 'first')).toEqual(['tag', 'text', 'example']);
    expect(part('evaluation', 'first')).toEqual(['worth_it', 'why']);
    expect(part('evaluation', 'later')).toEqual(['keep', 'change']);
    expect(part('theme', 'later')).toEqual(['observations', 'outcomes']);
    expect(part('goal', 'first')).toEqual(['behaviour']);
    expect(part('leervraag', 'first')).toEqual(['text', 'unclear']);
  });

  it.each(KINDS_LISTED)('leaves nothing out and asks nothing twice: %s', (kind) => {
    const both = [...part(kind, 'first'), ...part(kind, 'later')];
    expect(both.sort()).toEqual(part(kind, 'all').sort());
    expect(part(kind, 'first')).not.toEqual([]);
    expect(asksLater(opening(kind), nl)).toBe(part(kind, 'later').length > 0);
  });
});

describe('the fields of a composer', () => {
  it.each(KINDS_LISTED)('have a label each, and one of them is the main one: %s', (kind) => {
    const rows = rowsOf(opening(kind, { category_required: true }), {}, nl);
    const texts = rows.flatMap((row) => (row.input === 'text' ? [row] : []));
    expect(texts.filter((row) => row.main)).toHaveLength(1);
    for (const row of texts) {
      expect(row.label).not.toBe('');
      expect(row.label).not.toBe(row.field);
    }
    for (const row of rows) {
      if (row.input !== 'choice') continue;
      const [field] = KINDS[kind].fields.filter((one) => one.name === row.field);
      expect(Object.keys(row.labels)).toEqual(field && 'values' in field ? field.values : []);
    }
  });

  it('stand in the order of the table, and feedback says first what it is', () => {
    expect(fields('case')).toEqual(['text', 'leervraag']);
    expect(fields('evaluation')).toEqual(['worth_it', 'why', 'keep', 'change']);
    expect(fields('feedback')).toEqual(['tag', 'text', 'example']);
  });

  it('are those that the step asks, and its own words stand above the main one', () => {
    expect(fields('evaluation', { asks: ['why', 'keep', 'change'] })).toEqual([
      'why',
      'keep',
      'change',
    ]);
    // Some are asked only where the step lists them.
    expect(fields('agreement')).toEqual(['what', 'who', 'by_when', 'evaluation']);
    expect(fields('agreement', { asks: ['what', 'about'] })).toEqual(['about', 'what']);
    const rows = rowsOf(opening('case', { asks: ['text'] }), {}, nl, 'Jouw leervraag');
    expect(rows).toMatchObject([{ field: 'text', label: 'Jouw leervraag', main: true }]);
  });

  it('ask for a tag or a category only where the step does', () => {
    expect(fields('observation')).toEqual(['text', 'tag']);
    expect(fields('observation', { only: 'strength' })).toEqual(['text']);
    expect(fields('question')).toEqual(['text']);
    expect(fields('question', { category_required: true })).toEqual(['text', 'category']);
  });

  it('do not ask which question an answer is for', () => {
    expect(fields('answer')).toEqual(['text']);
  });

  it('leave out the text of a leervraag that is not clear yet', () => {
    expect(fields('leervraag')).toEqual(['text', 'unclear', 'origin']);
    expect(fields('leervraag', {}, { unclear: '1' })).toEqual(['unclear', 'origin']);
  });
});
