/** The focus goes to the heading of a screen that takes the place of another, never to the page as a whole. */
import type { Attachment } from 'svelte/attachments';

/** For a heading with `tabindex="-1"`. */
export const arriveAt: Attachment<HTMLElement> = (heading) => {
  heading.focus({ preventScroll: true });
};
