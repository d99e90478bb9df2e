import { describe, expect, it } from 'vitest';
import { idIn } from '../src/net/ids';

describe('the id in a secret', () => {
  it('is that of its meeting, whatever comes after it', () => {
    const id = '01a20809-56c0-7a41-9c3e-5b8d20f6e725';
    expect(idIn('AaIICVbAekGcPluNIPbnJeZsm2vg-3c0M8KPt02zKg')).toBe(id);
    expect(idIn('AaIICVbAekGcPluNIPbnJQ')).toBe(id);
  });

  it('is one that nothing has where there is none', () => {
    const none = '00000000-0000-0000-0000-000000000000';
    for (const secret of [
      '',
      'kort',
      'geen!base64 in deze uitnodiging',
      'ÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿ',
    ]) {
      expect(idIn(secret)).toBe(none);
    }
  });
});
