/** What the screens of a group import: their own sentences, without those of a meeting. */
import { language } from './i18n.svelte';
import { nlBeside } from './nl/beside';
import { nlFirstScreens } from './nl/first-screens';
import { nlGroup } from './nl/group';
import { nlPasskey } from './nl/passkey';
import { nlPlanning } from './nl/planning';

export { clockTime, date, day, list, moment, say, soon } from './i18n.svelte';

const nl = { ...nlFirstScreens, ...nlGroup, ...nlPlanning, ...nlBeside, ...nlPasskey };

/** The sentences of these screens, in the current language. */
export function t(): typeof nl {
  return language.other ?? nl;
}
