import { describe, expect, it } from 'vitest';
import type { Caution } from '../src/protocol/protocol';
import { cautionFor, hasWords } from '../src/state/cautions';

const WHY: Caution = {
  kind: 'question',
  words: { nl: ['waarom', 'je moet'], en: ['why'] },
  text: { nl: 'Liever wat of hoe', en: 'Rather what or how' },
};

describe('cautions', () => {
  it.each([
    ['Waarom deed je dat?', 'waarom', true],
    ['en WAAROM?', 'waarom', true],
    ['het waaromme', 'waarom', false],
    ['éénwaarom', 'waarom', false],
    ['dan moet: je  moet', 'je moet', true],
    ['je moeder', 'je moet', false],
    ['a+b', 'a+b', true],
    ['niets', '', false],
  ])('%s / %s', (text, words, found) => {
    expect(hasWords(text, words)).toBe(found);
  });

  it('watch only their own kind', () => {
    expect(cautionFor([WHY], 'idea', 'waarom', 'nl')).toBeNull();
    expect(cautionFor([WHY], 'question', 'waarom', 'nl')).toBe(WHY);
  });

  it('know Dutch words in every language, and English words on an English page', () => {
    expect(cautionFor([WHY], 'question', 'waarom', 'en')).toBe(WHY);
    expect(cautionFor([WHY], 'question', 'Why?', 'en')).toBe(WHY);
    expect(cautionFor([WHY], 'question', 'Why?', 'nl')).toBeNull();
  });
});
