/**
 * Words that the page points out to an author before sending. The author can always send the text
 * as it is.
 */
import type { Caution, Kind, Lang } from '../protocol/protocol';

/**
 * The first caution for this kind whose words occur in the text. Dutch words count in every
 * language.
 */
export function cautionFor(
  cautions: readonly Caution[],
  kind: Kind,
  text: string,
  lang: Lang,
): Caution | null {
  return (
    cautions.find(
      (caution) =>
        caution.kind === kind &&
        [...caution.words.nl, ...(lang === 'nl' ? [] : caution.words[lang])].some((words) =>
          hasWords(text, words),
        ),
    ) ?? null
  );
}

/** Whole words, whatever their case and however they are spaced. */
export function hasWords(text: string, words: string): boolean {
  const pattern = words
    .trim()
    .split(/\s+/u)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'))
    .join('\\s+');
  if (pattern === '') return false;
  return new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}
