import { expect, test } from 'vitest';
import type { Kind, Opening } from '../src/protocol/protocol';
import { chosenFrom, takenUpAs } from '../src/state/take-up';

const open = (kind: Kind): Opening => ({
  kind,
  by: [],
  held: false,
  only: null,
  category_required: false,
});

test('a note made while watching becomes an observation, where observations are open', () => {
  expect(takenUpAs('note', [open('observation')])).toBe('observation');
  expect(takenUpAs('note', [open('idea')])).toBeNull();
});

test('an idea, an advice or a need becomes an action; a need an agreement where there are no actions', () => {
  for (const kind of ['idea', 'advice', 'need'] as const) {
    expect(takenUpAs(kind, [open('insight'), open('action')])).toBe('action');
  }
  expect(takenUpAs('need', [open('agreement')])).toBe('agreement');
  expect(takenUpAs('advice', [open('agreement')])).toBeNull();
  expect(takenUpAs('question', [open('action')])).toBeNull();
});

test('what one chooses from stays in sight', () => {
  expect(chosenFrom([open('action')])).toEqual(['idea', 'advice', 'need']);
  expect(chosenFrom([open('agreement')])).toEqual(['need']);
  expect(chosenFrom([open('takeaway')])).toEqual([]);
});
