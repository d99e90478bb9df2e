import { describe, expect, it } from 'vitest';
import type { Content, Contribution } from '../src/protocol/protocol';
import { underQuestions } from '../src/state/answers';

const QUESTION: Content = { kind: 'question', text: 'x', category: null };

function written(id: string, content: Content): Contribution {
  return {
    id,
    author: 'an',
    mine: false,
    round: 1,
    at: { phase: 'verkenning', step: 'vragen' },
    held: false,
    content,
    response: null,
    supporters: [],
    chosen: false,
    edited: false,
  };
}

const answer = (id: string, question: string) =>
  written(id, { kind: 'answer', text: id, question });

const shape = (texts: Contribution[]) =>
  underQuestions(texts).map(({ one, answers }) => [one.id, answers.map((each) => each.id)]);

describe('answers', () => {
  it('stand under their question, in the order in which they came', () => {
    const texts = [
      written('q', QUESTION),
      written('r', QUESTION),
      answer('a', 'q'),
      answer('b', 'r'),
      answer('c', 'q'),
    ];
    expect(shape(texts)).toEqual([
      ['q', ['a', 'c']],
      ['r', ['b']],
    ]);
  });

  it('stand by themselves where their question is not', () => {
    const idea = written('i', { kind: 'idea', text: 'x' });
    expect(shape([answer('a', 'gone'), idea])).toEqual([
      ['a', []],
      ['i', []],
    ]);
  });
});
