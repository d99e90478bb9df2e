/**
 * Where the focus goes when what had it is gone: to what took its place in the bar or beside the fields,
 * else to the title of the step; never to the page as a whole, from where a keyboard begins at the top.
 */
import type { Attachment } from 'svelte/attachments';

const PLACES = ['.bottom-bar', '.writing'];

export const keepFocus: Attachment<HTMLElement> = (root) => {
  let last: { element: Element; place: string | undefined } | null = null;

  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    last = { element: target, place: PLACES.find((place) => target.closest(place) !== null) };
  };

  const watching = new MutationObserver(() => {
    if (last === null || last.element.isConnected) return;
    const { place } = last;
    last = null;
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const next = place === undefined ? null : root.querySelector<HTMLElement>(`${place} button`);
    const green = place === undefined ? null : root.querySelector<HTMLElement>(`${place} .primary`);
    focusOn(green ?? next ?? titleOf(root));
  });

  root.addEventListener('focusin', onFocus);
  watching.observe(root, { childList: true, subtree: true });
  return () => {
    root.removeEventListener('focusin', onFocus);
    watching.disconnect();
  };
};

export function titleOf(root: ParentNode): HTMLElement | null {
  return root.querySelector<HTMLElement>('h1[tabindex]');
}

export function focusOn(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}
