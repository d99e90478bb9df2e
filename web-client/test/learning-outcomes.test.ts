import { describe, expect, it } from 'vitest';
import type { PlannedPhase } from '../src/protocol/protocol';
import { hasThemes, outcomesIn, problemWith } from '../src/state/learning-outcomes';

describe('learning outcomes as they are pasted', () => {
  it('are the lines that say something, without the bullets of a list', () => {
    const pasted =
      '• Je kijkt eerst.\r\n\n-  Je wacht.\n\t– Je vraagt door.\n  \n1.2 Je geeft feedback.';
    expect(outcomesIn(pasted)).toEqual([
      'Je kijkt eerst.',
      'Je wacht.',
      'Je vraagt door.',
      '1.2 Je geeft feedback.',
    ]);
    expect(outcomesIn('-5 graden\n*nadruk*')).toEqual(['-5 graden', '*nadruk*']);
  });

  it('are forty at most, of two hundred characters as the server counts them', () => {
    expect(problemWith(Array<string>(40).fill('😀'.repeat(200)))).toBeNull();
    expect(problemWith(Array<string>(42).fill('x'))).toEqual({ is: 'too_many', over: 2 });
    const long = ['kort', 'x'.repeat(203)];
    expect(problemWith(long)).toEqual({ is: 'too_long', line: 2, over: 3 });
  });

  it('are asked where a phase that is not left out opens themes', () => {
    const opens = (kind: string, dropped = false) =>
      ({ dropped, phase: { steps: [{ opens: [{ kind }] }] } }) as unknown as PlannedPhase;
    expect(hasThemes([opens('idea'), opens('theme')])).toBe(true);
    expect(hasThemes([opens('idea'), opens('theme', true)])).toBe(false);
    expect(hasThemes([])).toBe(false);
  });
});
