import { expect, test } from 'vitest';
import type { RoleChange } from '../src/protocol/protocol';
import { News } from '../src/state/news';

const change = (number: number): RoleChange => ({ number, change: { role: 'deputy', to: null } });

test('a change of role is news once, and not what was known when the meeting was opened', () => {
  const news = new News<RoleChange>();
  expect(news.hear(change(3))).toBeNull();
  expect(news.hear(change(3))).toBeNull();
  expect(news.hear(change(4))).toEqual(change(4));
  expect(news.hear(change(4))).toBeNull();
});

test('the first change in a meeting without any is news', () => {
  const news = new News<RoleChange>();
  expect(news.hear(null)).toBeNull();
  expect(news.hear(change(1))).toEqual(change(1));
});
