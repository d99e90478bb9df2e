import { describe, expect, it } from 'vitest';
import type { Caution } from '../src/protocol/protocol';
import { cautionFor, hasWords } from '../src/state/cautions';
import { namesSomebody } from '../src/state/names';

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

describe('a name', () => {
  it.each([
    'Toen zei Kevin niets meer',
    "De moeder van D'Angelo belde",
    'Ik vroeg het aan Anne-Sophie, en die wist het',
    'groep 5 Sanne en nog een leerling',
  ])('is noticed in "%s"', (text) => {
    expect(namesSomebody(text, [])).toBe(true);
  });

  it.each([
    'Kevin zei niets meer',
    'Ik wacht. Daarna zeg ik iets',
    'De toets ging over Engels en NT2',
    'Ik zei: Dat wil ik niet',
    'met de IB’er en de HR-afdeling',
  ])('is not seen in "%s"', (text) => {
    expect(namesSomebody(text, [])).toBe(false);
  });

  it('of somebody in the meeting may be written', () => {
    expect(namesSomebody('Wat Bram zegt, herken ik', ['Bram de Wit'])).toBe(false);
    expect(namesSomebody('Wat Els zegt, herken ik', ['Bram de Wit'])).toBe(true);
  });
});
