/** Light or dark: as the device asks, until somebody says otherwise on it. */
import { device } from './state/device';

export type Theme = 'light' | 'dark';

const KEY = 'kring:theme';

class ThemeChoice {
  private asked = $state<Theme>('light');
  private chosen = $state<Theme | null>(null);
  private readonly bars = new Map<HTMLMetaElement, Theme>();
  private readonly colors = new Map<Theme, string>();

  constructor() {
    const kept = device.get<string>(KEY);
    if (kept === 'light' || kept === 'dark') this.chosen = kept;
    for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
      const theme = bar.media.includes('dark') ? 'dark' : 'light';
      this.bars.set(bar, theme);
      this.colors.set(theme, bar.content);
    }
    // Absent where there is no screen.
    const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
    if (dark) {
      this.asked = dark.matches ? 'dark' : 'light';
      dark.addEventListener('change', ({ matches }) => (this.asked = matches ? 'dark' : 'light'));
    }
    this.show();
  }

  get current(): Theme {
    return this.chosen ?? this.asked;
  }

  /** The other one. What the device asks for anyway is not kept, so that it goes on deciding. */
  toggle(): void {
    const other = this.current === 'dark' ? 'light' : 'dark';
    this.chosen = other === this.asked ? null : other;
    if (this.chosen === null) device.remove(KEY);
    else device.set(KEY, this.chosen);
    this.show();
  }

  /** The tokens follow `data-theme`, and the browser's own bar follows its meta elements. */
  private show(): void {
    if (this.chosen === null) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.chosen;
    for (const [bar, theme] of this.bars) {
      bar.content = this.colors.get(this.chosen ?? theme) ?? bar.content;
    }
  }
}

export const theme = new ThemeChoice();
