import { expect, test } from 'vitest';
import { helpShown } from '../src/state/help';

test('each level shows no more help than the one before', () => {
  const much = { open: 2, folded: 1, none: 0 };
  for (const part of ['starters', 'example', 'leading'] as const) {
    const shown = [1, 2, 3, 4].map((level) => much[helpShown(level)[part]]);
    expect(shown).toEqual([...shown].sort((a, b) => b - a));
  }
});

test('where nobody chose, the beginnings of texts are open and the rest is one tap away', () => {
  const usual = { starters: 'open', example: 'folded', leading: 'folded' };
  expect(helpShown(null)).toEqual(usual);
  expect(helpShown(undefined)).toEqual(usual);
  expect(helpShown(9)).toEqual(usual);
});
