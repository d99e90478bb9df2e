import { expect, test } from 'vitest';
import type { Contribution, QuestionCategory } from '../src/protocol/protocol';
import { balanceOf } from '../src/state/question-balance';

const question = (category: QuestionCategory | null) =>
  ({ content: { kind: 'question', text: 'q', category } }) as Contribution;

test('questions are counted by category, also those that nobody asks', () => {
  const asked = [question('factual'), question('reasoning'), question('factual'), question(null)];
  expect(balanceOf(asked)).toEqual([
    { category: 'factual', count: 2 },
    { category: 'reasoning', count: 1 },
    { category: 'self_regulation', count: 0 },
  ]);
});

test('without categories there is nothing to balance', () => {
  expect(balanceOf([question(null)])).toEqual([]);
});
