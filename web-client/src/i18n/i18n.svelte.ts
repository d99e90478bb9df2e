/** The language of the page: Dutch unless this device was told otherwise. */
import type { Lang, Text } from '../protocol/protocol';
import { device } from '../state/device';
import { nlFirstScreens } from './nl/first-screens';
import type { Dictionary } from './nl/whole';

/** The sentences of the screens that are fetched before anything else. */
export type FirstWords = typeof nlFirstScreens;

const KEY = 'kring:lang';

class Language {
  current = $state<Lang>('nl');
  private fetched = $state.raw<Dictionary | null>(null);

  constructor() {
    if (device.get<Lang>(KEY) === 'en') void this.set('en');
    // Where one of the page's own languages serves, a browser that replaces its texts only breaks them.
    if (navigator.languages.some((one) => /^(nl|en)\b/i.test(one))) {
      document.documentElement.translate = false;
    }
  }

  /** Every sentence in a language other than Dutch; `null` while the page is in Dutch. */
  get other(): Dictionary | null {
    return this.current === 'nl' ? null : this.fetched;
  }

  /** English is fetched when it is asked for; where that fails the page stays as it is. */
  async set(lang: Lang): Promise<void> {
    try {
      if (lang === 'en' && this.fetched === null) this.fetched = (await import('./en/whole')).en;
      this.current = lang;
      device.set(KEY, lang);
    } catch {
      // No connection, or a newer build on the server: the next click tries again.
    }
  }
}

export const language = new Language();

/** The sentences of the first screens, in the current language; `meeting-words.ts` has them all. */
export function t(): FirstWords {
  return language.other ?? nlFirstScreens;
}

/** A text of the method, in the current language. */
export function say(text: Text): string {
  return text[language.current];
}

/** "16:40" */
export function clockTime(ms: number): string {
  return new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(ms);
}

/** "dinsdag 3 maart, 16:40" */
export function moment(ms: number): string {
  return new Intl.DateTimeFormat(locale(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(ms);
}

/** "vandaag 16:40", "morgen 16:40" or "dinsdag 3 maart, 16:40" */
export function soon(ms: number, nowMs: number): string {
  const dayOf = (one: number) => new Date(one).toDateString();
  const tomorrow = new Date(nowMs);
  tomorrow.setDate(tomorrow.getDate() + 1);
  if (dayOf(ms) === dayOf(nowMs)) return `${t().app.today} ${clockTime(ms)}`;
  return dayOf(ms) === tomorrow.toDateString()
    ? `${t().app.tomorrow} ${clockTime(ms)}`
    : moment(ms);
}

/** "3 maart 2026", in a time zone by its IANA name or in that of the device */
export function date(ms: number, timeZone: string | null = null): string {
  return new Intl.DateTimeFormat(locale(), {
    dateStyle: 'long',
    ...(timeZone === null ? {} : { timeZone }),
  }).format(ms);
}

/** "dinsdag 3 maart 2026" */
export function day(ms: number): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'full' }).format(ms);
}

/** "An, Bo en Chris" */
export function list(names: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names);
}

function locale(): string {
  return language.current === 'nl' ? 'nl-NL' : 'en-GB';
}
