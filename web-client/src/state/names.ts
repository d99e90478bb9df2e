/**
 * Names of people in a text, as far as a capital tells: a word with a capital in the middle of a sentence
 * that is no word of everyday use. A name at the beginning of a sentence is not recognised.
 */

const NAME = /(?<=[\p{Ll}\p{N},;]\s+)\p{Lu}(?:['’]\p{Lu})?\p{Ll}[\p{L}'’-]+/gu;

/** Words that take a capital and name nobody, in lower case. */
const OTHER: ReadonlySet<string> = new Set(
  [
    'nederlands nederlandse nederland engels engelse frans franse duits duitse spaans spaanse turks turkse',
    'arabisch arabische marokkaans marokkaanse pools poolse grieks latijn vlaams vlaamse fries europa europees',
    'europese amsterdam rotterdam utrecht vlaanderen kerst pasen pinksteren sinterklaas ramadan suikerfeest',
    'teams zoom word excel magister somtoday parnassys kring google canvas brightspace cito',
    'dutch english french german spanish turkish arabic moroccan polish greek latin flemish frisian europe',
    'european christmas easter monday tuesday wednesday thursday friday saturday sunday january february march',
    'april may june july august september october november december',
  ].flatMap((line) => line.split(' ')),
);

/** Whether the text seems to name somebody other than the participants with these names. */
export function namesSomebody(text: string, participants: readonly string[]): boolean {
  const known = new Set(participants.flatMap((name) => name.toLowerCase().split(/\s+/u)));
  return [...text.matchAll(NAME)].some(([found]) => {
    const name = found.toLowerCase().replace(/['’]s$/u, '');
    return !OTHER.has(name) && !known.has(name);
  });
}
