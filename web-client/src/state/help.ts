/** How much of a step's help is open at a level. It changes what is shown, and nobody's rights. */
export type Shown = 'open' | 'folded' | 'none';

export interface HelpShown {
  starters: Shown;
  example: Shown;
  leading: Shown;
}

const LEVELS: Readonly<Record<number, HelpShown>> = {
  1: { starters: 'open', example: 'open', leading: 'open' },
  2: { starters: 'open', example: 'folded', leading: 'open' },
  3: { starters: 'folded', example: 'folded', leading: 'folded' },
  4: { starters: 'folded', example: 'none', leading: 'none' },
};

/** Where nobody chose, what begins a text is open and the rest is behind one tap. */
const UNCHOSEN: HelpShown = { starters: 'open', example: 'folded', leading: 'folded' };

export function helpShown(level: number | null | undefined): HelpShown {
  return (level != null && LEVELS[level]) || UNCHOSEN;
}
