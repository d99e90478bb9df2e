/** What the cautions of the built-in methods point out, and what they leave alone. */
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import type { Kind, Lang, Method } from '../src/protocol/protocol';
import { cautionFor } from '../src/state/cautions';

function cautionsOf(method: string) {
  const file = new URL(`../../methods/${method}.toml`, import.meta.url);
  const { phases } = parse(readFileSync(file, 'utf8')) as unknown as Method;
  return phases.flatMap((phase) => phase.steps).flatMap((step) => step.cautions ?? []);
}

type Examples = [method: string, kind: Kind, lang: Lang, pointedOut: string[], leftAlone: string[]];

const EXAMPLES: Examples[] = [
  [
    'zeven-stappen',
    'question',
    'nl',
    ['Heb je haar gebeld?', 'Mooi. Was het de eerste keer?', 'denk je dat hij boos was'],
    ['Wat hoop je?', 'Wat heb je toen gezegd?', 'Hoe was het voor jou?', 'Wie heb je gebeld?'],
  ],
  [
    'zeven-stappen',
    'question',
    'en',
    ['Did you call her?', 'I see. Was it the first time?'],
    ['What did you do?', 'How was it for you?'],
  ],
  [
    'collegiaal-advies',
    'question',
    'nl',
    ['Heb je dat al geprobeerd?', 'Als ik jou was, belde ik', 'Je zou kunnen bellen'],
    ['Ik zou graag willen weten hoe het ging', 'Wat hoop je?', 'Wat heb je al geprobeerd?'],
  ],
  [
    'collegiaal-advies',
    'question',
    'en',
    ['Have you already tried that?', 'You could call', 'If I were you I would call'],
    ['I would like to know how it went', 'What have you tried?'],
  ],
  [
    'dialoog',
    'question',
    'nl',
    ['Waarom deed je dat?', 'Om welke reden ging je weg?', 'Hoezo?'],
    ['Wat maakte dat je wegging?', 'Hoe ging dat?'],
  ],
  ['dialoog', 'question', 'en', ['Why?', 'For what reason?'], ['What happened then?', 'How?']],
  [
    'dialoog',
    'idea',
    'nl',
    ['Je moet haar bellen', 'Je zou moeten bellen'],
    ['Misschien kun je bellen', 'Je moeder bellen'],
  ],
  ['dialoog', 'idea', 'en', ['You need to call her', 'You should'], ['Perhaps call her first']],
  [
    'handelingsgericht',
    'goal',
    'nl',
    ['De werkhouding verbeteren', 'Ze let beter op'],
    ['Elke ochtend werkt ze vijf minuten door', 'Ze meert het bootje aan'],
  ],
  [
    'handelingsgericht',
    'goal',
    'en',
    ['Improve her attitude', 'She listens better'],
    ['Every morning she works for five minutes'],
  ],
  [
    'handelingsgericht',
    'need',
    'nl',
    ['Ja, maar dat kan niet', 'Een leerling met ADHD', 'Hij is lui'],
    ['Een leerkracht die het voordoet', 'Luister eerst', 'Een stil plekje'],
  ],
  [
    'handelingsgericht',
    'need',
    'en',
    ['Yes, but that will not work', 'A pupil with ADHD'],
    ['A teacher who shows how'],
  ],
  [
    'handelingsgericht',
    'introduction',
    'nl',
    ['Hij heeft autisme', 'Ze is ongemotiveerd'],
    ['Ze stopt zodra het moeilijk wordt'],
  ],
  [
    'handelingsgericht',
    'introduction',
    'en',
    ['He is autistic', 'She is unmotivated'],
    ['She stops once it gets difficult'],
  ],
  [
    'zeven-stappen',
    'case',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'zeven-stappen',
    'case',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
  [
    'zeven-stappen',
    'introduction',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'zeven-stappen',
    'introduction',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
  [
    'beeldmateriaal',
    'introduction',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'beeldmateriaal',
    'introduction',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
  [
    'beeldmateriaal',
    'observation',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'beeldmateriaal',
    'observation',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
  [
    'dialoog',
    'introduction',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'dialoog',
    'introduction',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
  [
    'handelingsgericht',
    'introduction',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'handelingsgericht',
    'introduction',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
  [
    'handelingsgericht',
    'need',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'handelingsgericht',
    'need',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
  [
    'handelingsgericht',
    'agreement',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'handelingsgericht',
    'agreement',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
  [
    'collegiaal-advies',
    'case',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'collegiaal-advies',
    'case',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
  [
    'collegiaal-advies',
    'introduction',
    'nl',
    ['Toen liep Kevin de klas uit', 'ik sprak met mevrouw De Vries'],
    [
      'Ik zag een leerling. Daarna ging ik weg',
      'De les Nederlands op school',
      'Het is een groep met veel NT2',
      'In Teams zeg ik weinig',
    ],
  ],
  [
    'collegiaal-advies',
    'introduction',
    'en',
    ['Then Kevin walked out', 'I spoke to Sanne about it'],
    ['It was a lesson on Monday. Then I left', 'I teach Dutch', 'As I said, I waited'],
  ],
];

test.each(EXAMPLES)(
  '%s points out what it should in a %s (%s)',
  (method, kind, lang, hits, misses) => {
    const found = (text: string) => cautionFor(cautionsOf(method), kind, text, lang) !== null;
    expect(hits.filter((text) => !found(text))).toEqual([]);
    expect(misses.filter(found)).toEqual([]);
  },
);

test('every caution has examples in both languages', () => {
  for (const method of new Set(EXAMPLES.map(([id]) => id))) {
    for (const caution of cautionsOf(method)) {
      for (const lang of ['nl', 'en'] as const) {
        const own = EXAMPLES.filter(
          ([id, kind, language]) => id === method && kind === caution.kind && language === lang,
        );
        const hit = own.some(([, kind, , texts]) =>
          texts.some((text) => cautionFor([caution], kind, text, lang) !== null),
        );
        expect(hit, `${method}: ${caution.text[lang]}`).toBe(true);
      }
    }
  }
});
