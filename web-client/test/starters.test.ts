import { describe, expect, it } from 'vitest';
import type { Starter } from '../src/protocol/protocol';
import { begin, offered } from '../src/state/starters';

const starter = (more: Partial<Starter> = {}): Starter => ({
  by: ['deelnemer'],
  kind: 'idea',
  text: { nl: 'Ik zou …', en: 'I would …' },
  ...more,
});

describe('sentence starters', () => {
  it('are those of the kind and the role, and of the step if they belong to one', () => {
    const all = [
      starter(),
      starter({ step: 'twee' }),
      starter({ kind: 'need' }),
      starter({ by: [] }),
    ];
    expect(offered(all, 'idea', 'een', ['deelnemer'])).toEqual([all[0]]);
    expect(offered(all, 'idea', 'twee', ['deelnemer'])).toEqual([all[0], all[1]]);
  });

  it('leave the cursor after their words', () => {
    expect(begin('', 'Ik zag dat …')).toEqual({ text: 'Ik zag dat ', from: 11, to: 11 });
  });

  it('select the first gap inside them', () => {
    const begun = begin('', 'Bij ons werkte … goed; minder goed ging …');
    expect(begun.text.slice(begun.from, begun.to)).toBe('…');
    expect(begun.text.slice(0, begun.from)).toBe('Bij ons werkte ');
  });

  it('come on a line of their own after what was typed', () => {
    const begun = begin('Eerst dit. ', 'En … ook');
    expect(begun.text).toBe('Eerst dit.\nEn … ook');
    expect(begun.text.slice(begun.from, begun.to)).toBe('…');
  });
});
