/** Light or dark: as the device asks, until somebody says otherwise on it. */
import { device } from './state/device';

export type ColorScheme = 'light' | 'dark';

const KEY = 'kring:color-scheme';

class ColorSchemeChoice {
  private asked = $state<ColorScheme>('light');
  private chosen = $state<ColorScheme | null>(null);
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

  get current(): ColorScheme {
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

  /** The tokens follow `data-color-scheme`, and the browser's own bar the meta elements, light before dark. */
  private show(): void {
    const root = document.documentElement;
    if (this.chosen === null) root.removeAttribute('data-color-scheme');
    else root.setAttribute('data-color-scheme', this.chosen);
    this.bars.forEach((bar, index) => {
      const scheme = index === 0 ? 'light' : 'dark';
      if (this.chosen === null) bar.media = `(prefers-color-scheme: ${scheme})`;
      else bar.media = scheme === this.chosen ? 'all' : 'not all';
    });
  }
}

export const colorScheme = new ColorSchemeChoice();
