/** The draft behind one composer, and what becomes of a half-typed text when the step changes. */
import type { Opening, Step } from '../protocol/protocol';
import { isBlank, isPrivate, type Form } from './content';
import type { DraftPlace, Drafts } from './drafts';

/** Where a composer writes, and who is going to read it. */
export interface Writes {
  place: DraftPlace;
  audience: string;
}

/** Two openings with the same audience show their texts to the same people in the same way. */
export function audienceOf(opening: Opening, step: Step | null): string {
  return `${opening.held} ${isPrivate(opening.kind) ? '' : step?.authors}`;
}

/**
 * `same`: the composer is where it was. `carried`: the text came along, and the fields keep it.
 * `left`: the draft stays at the place it was begun in, and the fields show the one of the new
 * place.
 */
export type Move = 'same' | 'carried' | 'left';

export class ComposerDraft {
  constructor(
    private readonly drafts: Drafts,
    private writes: Writes,
    /** The form of a composer in which nothing was entered. */
    private readonly empty: Form = {},
  ) {}

  get place(): DraftPlace {
    return this.writes.place;
  }

  /** What the fields begin with at the present place. */
  begin(): Form {
    return this.drafts.get(this.place) ?? { ...this.empty };
  }

  keep(form: Form): void {
    this.drafts.keep(this.place, form);
  }

  /**
   * Follows the step. What was typed comes along if the same people read it; otherwise it stays
   * behind as a draft, because somebody may have written it for that audience only.
   */
  moveTo(to: Writes, form: Form): Move {
    if (to.place.where === this.place.where) return 'same';
    const carried = !isBlank(form) && to.audience === this.writes.audience;
    if (carried) {
      this.drafts.clear(this.place);
      this.drafts.keep(to.place, form);
    }
    this.writes = to;
    return carried ? 'carried' : 'left';
  }
}
