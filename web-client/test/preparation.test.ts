import { describe, expect, it } from 'vitest';
import type {
  Contribution,
  Participant,
  PlannedPhase,
  PreparationQuestion,
} from '../src/protocol/protocol';
import {
  answersOf,
  askedOf,
  caseAhead,
  missingOf,
  shareByMs,
  sharedOf,
  withLine,
} from '../src/state/preparation';

const text = (words: string) => ({ nl: words, en: words });

function question(
  id: string,
  whom: 'inbrenger' | 'everybody',
  more: Partial<PreparationQuestion> = {},
): PreparationQuestion {
  return { id, for: whom, title: text(id), ask: text(id), ...more };
}

const WORRIES = question('zorgen', 'inbrenger', { days_ahead: 8 });
const WHY = question('waarom', 'inbrenger', { required: true });
const WISH = question('wens', 'everybody');
const ALL = [WHY, WORRIES, WISH];

function answer(author: string, to: string, words: string): Contribution {
  const content = { kind: 'preparation', question: to, text: words } as const;
  return { id: `${author}-${to}`, author, content } as unknown as Contribution;
}

const ids = (questions: PreparationQuestion[]) => questions.map((asked) => asked.id);

describe('what is asked to prepare', () => {
  const none = answersOf([], 'an');

  it('is asked of whoever could bring a case, until somebody does', () => {
    expect(ids(askedOf(ALL, 'an', false, null, none))).toEqual(['waarom', 'zorgen', 'wens']);
    expect(ids(askedOf(ALL, 'an', false, 'an', none))).toEqual(['waarom', 'zorgen', 'wens']);
    expect(ids(askedOf(ALL, 'an', false, 'bo', none))).toEqual(['wens']);
  });

  it('is not asked of whoever leads, who never brings a case', () => {
    expect(ids(askedOf(ALL, 'an', true, null, none))).toEqual(['wens']);
  });

  it('stays in sight of whoever answered it', () => {
    const given = answersOf([answer('an', 'zorgen', 'veel'), answer('bo', 'wens', 'rust')], 'an');
    expect(ids(askedOf(ALL, 'an', false, 'bo', given))).toEqual(['zorgen', 'wens']);
  });

  it('is missed where it is required, of a case from the first answer about one', () => {
    const wish = answersOf([answer('an', 'wens', 'rust')], 'an');
    expect(missingOf(ALL, wish)).toEqual([]);
    const worries = answersOf([answer('an', 'zorgen', 'veel')], 'an');
    expect(ids(missingOf(ALL, worries))).toEqual(['waarom']);
    const both = answersOf([answer('an', 'zorgen', 'x'), answer('an', 'waarom', 'y')], 'an');
    expect(missingOf(ALL, both)).toEqual([]);
  });

  it('is to be read so many days before the meeting, where both are known', () => {
    const day = 24 * 60 * 60 * 1000;
    expect(shareByMs(ALL, 20 * day)).toBe(12 * day);
    expect(shareByMs(ALL, null)).toBeNull();
    expect(shareByMs([WISH], 20 * day)).toBeNull();
    expect(shareByMs([], 20 * day)).toBeNull();
  });
});

it('shows what was shared, the inbrenger’s first and in the order of the questions', () => {
  const person = (id: string, read_by?: string[]) =>
    ({ id, name: id, preparation: read_by ? { read_by } : undefined }) as unknown as Participant;
  const people = [person('an', ['bo']), person('bo'), person('cees', [])];
  const written = [
    answer('an', 'wens', 'rust'),
    answer('bo', 'wens', 'van mijzelf'),
    answer('cees', 'wens', 'stilte'),
    answer('cees', 'waarom', 'nu'),
  ];
  const shared = sharedOf(ALL, people, written, 'cees');
  expect(shared.map(({ person: { id }, readBy }) => [id, readBy])).toEqual([
    ['cees', []],
    ['an', ['bo']],
  ]);
  expect(shared[0]?.answers.map((one) => one.text)).toEqual(['nu', 'stilte']);
});

describe('a case that is brought beforehand', () => {
  const phase = (id: string, dropped: boolean, dropped_steps: string[] = []) =>
    ({
      index: 0,
      dropped,
      dropped_steps,
      phase: {
        id,
        steps: ['een', 'twee'].map((step) => ({
          id: step,
          opens: [{ kind: 'case', by: ['deelnemer'] }],
        })),
      },
    }) as unknown as PlannedPhase;

  it('is for the first step that asks for cases and is not left out', () => {
    const plan = [phase('a', true), phase('b', false, ['een']), phase('c', false)];
    expect(caseAhead(plan, ['deelnemer'])?.at).toEqual({ phase: 'b', step: 'twee' });
    expect(caseAhead(plan, ['gespreksleider'])).toBeUndefined();
    expect(caseAhead([phase('a', true)], ['deelnemer'])).toBeUndefined();
  });
});

it('takes a thought along under what is typed already, once', () => {
  expect(withLine('', 'rust')).toBe('rust');
  expect(withLine('een klas\n', 'rust')).toBe('een klas\nrust');
  expect(withLine('een klas\nrust', 'rust')).toBe('een klas\nrust');
});
