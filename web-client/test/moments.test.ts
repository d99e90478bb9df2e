import { describe, expect, it } from 'vitest';
import { toContent, toForm } from '../src/state/content';
import { readMoment, shownMoment } from '../src/state/moments';

describe('moments of a fragment', () => {
  it('are typed and shown as minutes and seconds', () => {
    expect(readMoment('3:07')).toBe(187);
    expect(readMoment(' 3.07 ')).toBe(187);
    expect(readMoment('75')).toBe(4500);
    expect(shownMoment(187)).toBe('3:07');
    expect(shownMoment(4500)).toBe('75:00');
  });

  it('are within a day and nothing else', () => {
    expect(readMoment('1439:59')).toBe(86_399);
    for (const text of ['1440:00', '3:7', '3:70', '-1', 'straks', '']) {
      expect(readMoment(text)).toBeNull();
    }
  });

  it('are left out where nothing was typed, and hold a form up where it is no moment', () => {
    const form = { text: 'je wacht', tag: 'strength' };
    expect(toContent('observation', form)).not.toHaveProperty('moment');
    expect(toContent('observation', { ...form, moment: '3:07' })).toMatchObject({ moment: 187 });
    expect(toContent('observation', { ...form, moment: 'straks' })).toBeNull();
    const seen = { kind: 'observation', text: 'je wacht', tag: 'strength', moment: 187 } as const;
    expect(toForm(seen)['moment']).toBe('3:07');
  });
});
