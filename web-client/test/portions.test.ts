import { describe, expect, it } from 'vitest';
import type { Contribution } from '../src/protocol/protocol';
import { portionsOf } from '../src/state/portions';

const texts = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `${n}` }) as Contribution);

const shape = (count: number) =>
  portionsOf(texts(count)).map(({ number, texts: [newest], texts: { length }, isFull }) => [
    number,
    newest?.id,
    length,
    isFull,
  ]);

describe('a long list', () => {
  it('has its newest text number, in portions of twenty', () => {
    expect(shape(45)).toEqual([
      [2, '44', 5, false],
      [1, '39', 20, true],
      [0, '19', 20, true],
    ]);
    expect(shape(0)).toEqual([]);
  });

  it('changes its newest portion only when another text arrives', () => {
    expect(shape(46).slice(1)).toEqual(shape(45).slice(1));
    expect(shape(41)).toEqual([[2, '40', 1, false], ...shape(40)]);
    const all = texts(45);
    const before = portionsOf(all);
    const after = portionsOf([...all, ...texts(1)], before);
    expect(after.map((portion) => before.includes(portion))).toEqual([false, true, true]);
  });
});
