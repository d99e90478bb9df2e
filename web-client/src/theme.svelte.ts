/** Light or dark: as the device asks, until somebody says otherwise on it. */
import { device } from './state/device';

export type Theme = 'light' | 'dark';

const KEY = 'kring:theme';

class ThemeChoice {
  private asked = $state<Theme>('light');
  private chosen = $state<Theme | null>(null);
  private readonly bars: HTMLMetaElement[] = [
    ...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'),
  ];

  constructor() {
    const kept = device.get<string>(KEY);
    if (kept === 'light' || kept === 'dark') this.chosen = kept;
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

  /** The tokens follow `data-theme`, and the browser's own bar the meta elements, light before dark. */
  private show(): void {
    const root = document.documentElement;
    if (this.chosen === null) root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', this.chosen);
    this.bars.forEach((bar, index) => {
      const theme = index === 0 ? 'light' : 'dark';
      if (this.chosen === null) bar.media = `(prefers-color-scheme: ${theme})`;
      else bar.media = theme === this.chosen ? 'all' : 'not all';
    });
  }
}

export const theme = new ThemeChoice();
