/** What the screen for composing groups imports: its own sentences, without those of a meeting. */
import { language } from './i18n.svelte';
import { nlCompose } from './nl/compose';
import { nlFirstScreens } from './nl/first-screens';
import { nlGroup } from './nl/group';

export { list, language } from './i18n.svelte';

const nl = { ...nlFirstScreens, ...nlCompose, newGroup: nlGroup.newGroup };

/** The sentences of the screen, in the current language. */
export function t(): typeof nl {
  return language.other ?? nl;
}
