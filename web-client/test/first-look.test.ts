import { expect, test } from 'vitest';
import type { Contribution } from '../src/protocol/protocol';
import { ownTexts } from '../src/state/first-look';

const written = (id: string, content: Contribution['content'], more = {}): Contribution => ({
  id,
  author: 'ilse',
  mine: false,
  round: 1,
  at: null,
  held: false,
  content,
  response: null,
  supporters: [],
  chosen: false,
  edited: false,
  ...more,
});
const isMine = (one: Contribution) => one.author === 'ilse';
const offered = (contributions: Contribution[], isMyRound = () => true) =>
  ownTexts(contributions, isMine, isMyRound).map(({ id, text, isAnswer }) => [id, text, isAnswer]);

test('one’s own texts and answers are offered, and notes and texts of others are not', () => {
  const response = {
    response: 'feasibility',
    feasible: 'yes',
    reason: 'Past in de dag',
    in_plan: '',
    support: 'Van de ib’er',
  } as const;
  const all = [
    written('1', { kind: 'introduction', text: 'Mijn klas' }),
    written('2', { kind: 'note', text: 'Voor mij' }),
    written('3', { kind: 'idea', text: 'Bel eens' }, { author: 'bram' }),
    written('4', { kind: 'need', text: 'Rust' }, { author: 'bram', response }),
  ];
  expect(offered(all)).toEqual([
    ['1', 'Mijn klas', false],
    ['4', 'Past in de dag\nVan de ib’er', true],
  ]);
  expect(offered(all, () => false)).toEqual([['1', 'Mijn klas', false]]);
});

test('what is blotted out already is not offered again', () => {
  expect(offered([written('1', { kind: 'introduction', text: '▇▇▇' })])).toEqual([]);
});
