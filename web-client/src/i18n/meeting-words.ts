/** What the screens of a meeting import: every sentence, which Dutch has apart from the first screens. */
import { language } from './i18n.svelte';
import { nl, type Dictionary } from './nl/whole';

export { clockTime, date, day, language, list, moment, say, soon } from './i18n.svelte';

/** The sentences of the page, in the current language. */
export function t(): Dictionary {
  return language.other ?? nl;
}
