/** Reading a pasted list of names, also one that somebody made to break things. */
import { describe, expect, it } from 'vitest';
import { parseEarlier } from '../src/state/composing/earlier';
import { parsePeople } from '../src/state/composing/parse';
import { MAX_LIST_CHARS, MAX_NAME_CHARS, MAX_PEOPLE } from '../src/state/composing/people';

const names = (text: string) => parsePeople(text).people.map(({ name }) => name);
const rows = (text: string) =>
  parsePeople(text).people.map(({ name, traits }) => [name, ...traits]);

describe('a pasted list', () => {
  it.each([
    ['tabs, as from a spreadsheet', 'An\tNoord\tzij-instromer\nBo\tZuid\tpabo'],
    ['semicolons', 'An;Noord;zij-instromer\nBo;Zuid;pabo'],
    ['commas', 'An,Noord,zij-instromer\nBo,Zuid,pabo'],
    ['spaces around them', '  An , Noord ,zij-instromer  \n Bo,Zuid , pabo'],
    ['the line ends of Windows', 'An;Noord;zij-instromer\r\nBo;Zuid;pabo\r\n'],
    ['the line ends of an old Mac', 'An;Noord;zij-instromer\rBo;Zuid;pabo\r'],
    ['a byte order mark', '\ufeffAn;Noord;zij-instromer\nBo;Zuid;pabo'],
    ['empty lines', '\n\nAn;Noord;zij-instromer\n  \n;;\n\t\nBo;Zuid;pabo\n\n'],
    ['quotation marks', '"An";"Noord";"zij-instromer"\n"Bo";Zuid;"pabo"'],
    ['empty columns behind', 'An;Noord;zij-instromer;;;\nBo;Zuid;pabo;;;'],
  ])('is read with %s', (_, text) => {
    expect(rows(text)).toEqual([
      ['An', 'Noord', 'zij-instromer'],
      ['Bo', 'Zuid', 'pabo'],
    ]);
    expect(parsePeople(text).notices).toEqual([]);
  });

  it('is also names alone', () => {
    expect(parsePeople('An\nBo\nCas')).toEqual({
      people: ['An', 'Bo', 'Cas'].map((name) => ({ name, traits: [] })),
      traits: [],
      headings: false,
      notices: [],
    });
  });

  it('keeps separators, line ends and quotation marks within quotes', () => {
    expect(rows('"Jansen, Piet";Noord\n"An ""de"" Bie";"Oost\nWest"')).toEqual([
      ['Jansen, Piet', 'Noord'],
      ['An "de" Bie', 'Oost West'],
    ]);
  });

  it('keeps a quotation mark that nothing closes', () => {
    expect(rows('"An;Noord\nBo;Zuid')).toEqual([
      ['"An', 'Noord'],
      ['Bo', 'Zuid'],
    ]);
    expect(rows('5" An;Noord\n"Bo" B;Zuid')).toEqual([
      ['5" An', 'Noord'],
      ['"Bo" B', 'Zuid'],
    ]);
  });

  it('has a comma in a name where another sign separates', () => {
    expect(rows('Jansen, Piet\tNoord\nBakker, An\tZuid')).toEqual([
      ['Jansen, Piet', 'Noord'],
      ['Bakker, An', 'Zuid'],
    ]);
  });

  it.each(['Naam;Team', 'naam ;Team', 'NAME;Team', 'Deelnemers;Team', 'Volledige naam;Team'])(
    'begins with headings that are no person: %s',
    (first) => {
      const list = parsePeople(`${first}\nAn;Noord`);
      expect(list).toMatchObject({ headings: true, traits: ['Team'] });
      expect(list.people).toEqual([{ name: 'An', traits: ['Noord'] }]);
    },
  );

  it('has headings, or not, where somebody says so', () => {
    expect(parsePeople('Wie ben je;Team\nAn;Noord', true).people).toHaveLength(1);
    expect(parsePeople('Naam;Team\nAn;Noord', false).people).toHaveLength(2);
  });

  it('makes one name of a first name and a surname in columns of their own', () => {
    const text = 'Voornaam;Tussenvoegsel;Achternaam;Team\nAn;de;Bie;Noord\nBo;;Smit;Zuid';
    expect(rows(text)).toEqual([
      ['An de Bie', 'Noord'],
      ['Bo Smit', 'Zuid'],
    ]);
  });

  it('uses two traits, and says so when there are more', () => {
    const list = parsePeople('An;a;b;c\nBo;a;b;');
    expect(list.people[0]!.traits).toEqual(['a', 'b']);
    expect(list.notices).toEqual([{ is: 'more_columns', used: 2 }]);
  });

  it('tells which names are there twice, and keeps both people', () => {
    const list = parsePeople('Sanne\nBo\nsanne\nSanne');
    expect(list.people.map(({ name }) => name)).toEqual(['Sanne', 'Bo', 'sanne (2)', 'Sanne (3)']);
    expect(list.notices).toEqual([{ is: 'double', name: 'Sanne', times: 3 }]);
  });

  it('gives no two people one name, also when a number is in the list', () => {
    expect(names('Sanne (2)\nSanne\nSanne')).toEqual(['Sanne (2)', 'Sanne', 'Sanne (3)']);
  });

  it('tells on which lines a name is missing, as they were counted in what was pasted', () => {
    const list = parsePeople('An;Noord\n\n;Zuid\nBo;"Oost\nWest"\n;Oost');
    expect(list.people).toHaveLength(2);
    expect(list.notices).toEqual([{ is: 'no_name', lines: [3, 6] }]);
  });

  it('says that a trait differs for everybody', () => {
    const list = parsePeople('An;1;x\nBo;2;x\nCas;3;x\nDirk;4;x');
    expect(list.notices).toEqual([{ is: 'all_differ', trait: 0 }]);
  });

  it.each(['', ' \n\t\n', '\ufeff', ';;;', '""'])('has nobody in it: %j', (text) => {
    expect(parsePeople(text)).toMatchObject({ people: [], notices: [] });
  });
});

describe('a list that is made to break things', () => {
  it('of 5,000 lines gives the limit and no people', () => {
    const text = Array.from({ length: 5_000 }, (_, n) => `Naam ${n};${n % 5}`).join('\n');
    expect(parsePeople(text)).toEqual({
      people: [],
      traits: [],
      headings: false,
      notices: [{ is: 'too_many', found: 5_000, limit: MAX_PEOPLE }],
    });
  });

  it('of exactly as many as may be, headings apart, is read', () => {
    const text = Array.from({ length: MAX_PEOPLE }, (_, n) => `Persoon ${n}`).join('\n');
    expect(parsePeople(`Naam\n${text}`).people).toHaveLength(MAX_PEOPLE);
    expect(parsePeople(`Naam\n${text}\nNog een`).notices[0]).toMatchObject({ is: 'too_many' });
  });

  it('of more characters than may be is not read at all', () => {
    expect(parsePeople('"'.repeat(MAX_LIST_CHARS + 1)).notices).toEqual([
      { is: 'too_long', limit: MAX_LIST_CHARS },
    ]);
  });

  it('of quotation marks alone is one cell', () => {
    expect(parsePeople('"'.repeat(MAX_LIST_CHARS)).people).toHaveLength(1);
  });

  it.each(['=1+1', '@SUM(A1:A9)', '+31 6 12345678', '-2', "=cmd|' /C calc'!A0"])(
    'has what looks like a formula as the text it is: %s',
    (cell) => {
      expect(rows(`An;${cell}\n${cell};Noord`)).toEqual([
        ['An', cell],
        [cell, 'Noord'],
      ]);
    },
  );

  it('has HTML as the text it is', () => {
    const name = '<img src=x onerror=alert(1)>';
    expect(rows(`${name}\t<b>Noord</b>`)).toEqual([[name, '<b>Noord</b>']]);
  });

  it('shortens a very long name and tells whose', () => {
    const list = parsePeople(`${'a'.repeat(400)};Noord\nBo;Zuid`);
    const short = `${'a'.repeat(MAX_NAME_CHARS - 1)}…`;
    expect(list.people[0]!.name).toBe(short);
    expect(list.notices).toEqual([{ is: 'shortened', names: [short], limit: MAX_NAME_CHARS }]);
  });

  it('does not cut a character in two', () => {
    expect(names('👩‍🏫'.repeat(40))[0]).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/u);
  });

  it('loses marks that nobody sees and that turn a text around', () => {
    expect(names('An\u202e na\u200b\n\u0000Bo\u0007\u2067')).toEqual(['An na', 'Bo']);
  });

  it('has the names of objects as names', () => {
    expect(names('__proto__\nconstructor\ntoString')).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ]);
  });
});

describe('earlier circles', () => {
  const { people } = parsePeople('An\nBo\nCas\n"Jansen, Piet"\nZoë\nEls');

  it.each([
    ['a line for each circle', 'An, Bo, Cas\nZoë; Els'],
    ['labels in front', 'Kring 1: An, Bo, Cas\nKring 2: Zoë, Els'],
    ['a block for each circle', 'An\nBo\nCas\n\nZoë\nEls'],
    ['a label above each', 'Groep 1\nAn\nBo\nCas\nGroep 2\nZoë\nEls'],
    [
      'what this page copies',
      'Kring 1\nWaarom: omdat, dus.\n- An\n- Bo\n- Cas\n\nKring 2\n- Zoë\n- Els',
    ],
    ['numbers in front', '1. An\n2. Bo\n3. Cas\n\n1) Zoë\n2) Els'],
    ['a spreadsheet', 'An\tBo\tCas\r\nZoë\tEls\t\r\n'],
    ['other letters', 'AN, bo , cas\nzoe, ELS'],
  ])('are read from %s', (_, text) => {
    expect(parseEarlier(text, people)).toEqual({
      circles: [
        ['An', 'Bo', 'Cas'],
        ['Zoë', 'Els'],
      ],
      unknown: [],
    });
  });

  it('know a name with a comma in it', () => {
    expect(parseEarlier('Jansen, Piet\nAn', people).circles).toEqual([['Jansen, Piet', 'An']]);
  });

  it('leave out who is not in the list, and say who', () => {
    expect(parseEarlier('An, Wim, Bo\nWim', people)).toEqual({
      circles: [['An', 'Bo']],
      unknown: ['Wim'],
    });
  });

  it('of one person are none', () => {
    expect(parseEarlier('An\n\nAn, An', people).circles).toEqual([]);
  });
});
