/**
 * Words that the page points out to an author before sending. The author can always send the text
 * as it is.
 */
import type { Caution, Kind, Lang } from '../protocol/protocol';
import { namesSomebody } from './names';

/** In the place of words: the name of somebody who is not in the meeting. */
const A_NAME = '@name';

/**
 * The first caution for this kind whose words occur in the text. Dutch words count in every
 * language.
 */
export function cautionFor(
  cautions: readonly Caution[],
  kind: Kind,
  text: string,
  lang: Lang,
  participants: readonly string[] = [],
): Caution | null {
  return (
    cautions.find(
      (caution) =>
        caution.kind === kind &&
        [...caution.words.nl, ...(lang === 'nl' ? [] : caution.words[lang])].some((words) =>
          words === A_NAME ? namesSomebody(text, participants) : hasWords(text, words),
        ),
    ) ?? null
  );
}

/**
 * Whole words, whatever their case and however they are spaced. `^` before them: at the beginning of a
 * sentence. `…` between them: up to so many characters of the same sentence.
 */
export function hasWords(text: string, words: string): boolean {
  const atStart = words.trim().startsWith('^');
  const pattern = words
    .trim()
    .replace(/^\^/u, '')
    .split(/\s+/u)
    .map((word) => (word === '…' ? GAP : word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')))
    .join('\\s+');
  if (pattern === '') return false;
  const before = atStart ? '(?<=^|[.?!\\n])\\s*' : '(?<![\\p{L}\\p{N}])';
  return new RegExp(`${before}${pattern}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}

const GAP = '[^.?!\\n]{0,60}?';
