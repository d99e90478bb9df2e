import { describe, expect, it } from 'vitest';
import type { Content, Contribution, Stage, Step } from '../src/protocol/protocol';
import { byKind, inStepOrder, splitByStep, workedOn, writtenIn } from '../src/state/current-step';

const step = (more: Partial<Step>) =>
  ({
    supports: [],
    chooses: [],
    responses: [],
    opens: [],
    ballot: false,
    ...more,
  }) as unknown as Step;

const STAGE = { round: 1, position: { phase: 'now', step: 'a' } } as Stage;

function written(id: string, phase: string, content: Content, round = 1): Contribution {
  return {
    id,
    author: 'an',
    mine: false,
    round,
    at: { phase, step: 'a' },
    held: false,
    content,
    response: null,
    supporters: [],
    chosen: false,
    edited: false,
  };
}

const ids = (list: Contribution[]) => list.map((one) => one.id);

describe('the contributions of the current step', () => {
  it('leave out what was prepared, and what waits for its step', () => {
    const prepared = { kind: 'preparation', question: 'wens', text: 'x' } as const;
    const waits: Contribution = {
      ...written('b', 'later', { kind: 'idea', text: 'x' }),
      beforehand: 'waits',
    };
    const split = splitByStep([{ ...written('a', 'now', prepared), at: null }, waits], STAGE, null);
    expect(split).toEqual({ now: [], earlier: [] });
  });

  it('are those of this phase; the others are earlier ones', () => {
    const idea: Content = { kind: 'idea', text: 'x' };
    const split = splitByStep(
      [written('a', 'before', idea), written('b', 'now', idea), written('c', 'now', idea, 2)],
      STAGE,
      step({}),
    );
    expect(ids(split.now)).toEqual(['b']);
    expect(ids(split.earlier)).toEqual(['a', 'c']);
  });

  it('include needs from before when the inbrenger says what is feasible', () => {
    const need = written('n', 'before', { kind: 'need', text: 'x' });
    expect(ids(splitByStep([need], STAGE, step({ responses: ['feasibility'] })).now)).toEqual([
      'n',
    ]);
  });

  it('leave out answers under their questions, and notes', () => {
    const question = written('q', 'now', { kind: 'question', text: 'x', category: null });
    const answer = written('a', 'now', { kind: 'answer', text: 'x', question: 'q' });
    const note = written('n', 'now', { kind: 'note', text: 'x' });
    const orphan = written('o', 'now', { kind: 'answer', text: 'x', question: 'gone' });
    expect(ids(splitByStep([question, answer, note, orphan], STAGE, step({})).now)).toEqual([
      'q',
      'o',
    ]);
  });

  it('include observations while themes are made of them', () => {
    const opens = [{ kind: 'theme' }] as Step['opens'];
    expect([...workedOn(step({ opens }))]).toEqual(['observation']);
  });
});

describe('the kinds of the current step', () => {
  it('stand in the order in which the step asks for them, and what earlier steps left is apart', () => {
    const all = [
      written('a', 'now', { kind: 'introduction', text: 'x' }),
      written('b', 'now', { kind: 'question', text: 'x', category: null }),
      written('c', 'now', { kind: 'kernvraag', text: 'x' }),
    ];
    const opens = [{ kind: 'kernvraag' }, { kind: 'question' }] as Step['opens'];
    const { now, before } = inStepOrder(byKind(all), step({ opens }));
    expect(now.map(([kind]) => kind)).toEqual(['kernvraag', 'question']);
    expect(before.map(([kind]) => kind)).toEqual(['introduction']);
    expect(inStepOrder(byKind(all), null).now).toEqual([]);
  });
});

describe('what was written in a phase', () => {
  it('is of every round, without notes, and answers stand under their question', () => {
    const question = written('q', 'now', { kind: 'question', text: 'x', category: null });
    const answer = written('a', 'now', { kind: 'answer', text: 'x', question: 'q' });
    const later = written('i', 'now', { kind: 'idea', text: 'x' }, 2);
    const note = written('n', 'now', { kind: 'note', text: 'x' });
    const elsewhere = written('o', 'before', { kind: 'idea', text: 'x' });
    const all = [question, answer, later, note, elsewhere];
    expect(ids(writtenIn('now', all))).toEqual(['q', 'i']);
  });
});
