import { expect, it } from 'vitest';
import { Unseen } from '../src/state/unseen';

it('texts that came in out of sight are counted until their place is in sight', () => {
  const unseen = new Unseen();
  expect(unseen.count('a', ['1', '2'], true)).toBe(0);
  expect(unseen.count('a', ['1', '2', '3'], true)).toBe(0);
  expect(unseen.count('a', ['1', '2', '3', '4'], false)).toBe(1);
  expect(unseen.count('a', ['1', '2', '3', '4', '5'], false)).toBe(2);
  expect(unseen.count('a', ['1', '2', '3', '4', '5'], true)).toBe(0);
  expect(unseen.count('a', ['1', '2', '3', '4', '5'], false)).toBe(0);
});

it('what is there when a step begins is not new, and what is taken back is counted no more', () => {
  const unseen = new Unseen();
  expect(unseen.count('a', ['1'], false)).toBe(0);
  expect(unseen.count('a', ['1', '2'], false)).toBe(1);
  expect(unseen.count('a', ['1'], false)).toBe(0);
  expect(unseen.count('a', ['1', '3'], false)).toBe(1);
  expect(unseen.count('b', ['1', '3', '4'], false)).toBe(0);
});
