import type { Opening } from '../../protocol/protocol';

/** How a note is written: by anybody, in every step, for themselves alone. */
export const NOTE: Opening = {
  kind: 'note',
  by: [],
  held: false,
  only: null,
  category_required: false,
};
