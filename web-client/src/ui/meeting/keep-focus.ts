/**
 * Where the focus goes when what had it is gone: to what took its place in the bar or beside the fields,
 * else to the heading of the part that it was in, else to the title of the step; never to the page as a
 * whole, from where a keyboard begins at the top. A button that rests while the server is asked has it
 * back once it can be pressed again.
 */
import type { Attachment } from 'svelte/attachments';

const PLACES = ['.bottom-bar', '.writing'];

export const keepFocus: Attachment<HTMLElement> = (root) => {
  let last: { element: Element; place: string | undefined; part: Element | null } | null = null;

  /** Had the focus when it was disabled; a browser takes it away then. */
  let resting: Element | null = null;

  const onFocus = ({ target }: FocusEvent) => {
    if (!(target instanceof Element)) return;
    resting = null;
    last = {
      element: target,
      place: PLACES.find((place) => target.closest(place) !== null),
      part: target.closest('section'),
    };
  };

  const watching = new MutationObserver(() => {
    if (last === null) return;
    if (last.element.isConnected) return comesBack(last.element);
    const { place, part } = last;
    last = null;
    if (!isNowhere()) return;
    const next =
      place === undefined ? null : root.querySelector<HTMLElement>(`${place} button:enabled`);
    const green =
      place === undefined ? null : root.querySelector<HTMLElement>(`${place} .primary:enabled`);
    focusOn(green ?? next ?? headingOf(part) ?? titleOf(root));
  });

  const onBlur = ({ target }: FocusEvent) => {
    if (target instanceof Element && target.matches(':disabled')) resting = target;
  };

  function comesBack(element: Element) {
    if (element !== resting || element.matches(':disabled')) return;
    resting = null;
    if (isNowhere()) focusOn(element);
  }

  root.addEventListener('focusin', onFocus);
  root.addEventListener('focusout', onBlur);
  watching.observe(root, { childList: true, subtree: true, attributeFilter: ['disabled'] });
  return () => {
    root.removeEventListener('focusin', onFocus);
    root.removeEventListener('focusout', onBlur);
    watching.disconnect();
  };
};

/** For a form that somebody opened: the focus goes to its first field. */
export const focusField: Attachment<HTMLElement> = (form) => {
  focusOn(form.querySelector<HTMLElement>('textarea, input[type="text"], input:not([type])'));
};

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function headingOf(part: Element | null): HTMLElement | null {
  const heading = part?.isConnected ? part.querySelector<HTMLElement>('h2, h3') : null;
  if (heading) heading.tabIndex = -1;
  return heading;
}

export function titleOf(root: ParentNode): HTMLElement | null {
  return root.querySelector<HTMLElement>('h1[tabindex]');
}

export function focusOn(element: Element | null): void {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}
