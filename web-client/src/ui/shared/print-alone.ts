/** Prints a copy of this element, and nothing else of the page. */
export function printAlone(element: HTMLElement): void {
  const copy = element.cloneNode(true) as HTMLElement;
  copy.hidden = false;
  copy.classList.add('printed-alone');
  document.body.append(copy);
  // Some browsers return from `print` before the page is printed.
  addEventListener('afterprint', () => copy.remove(), { once: true });
  print();
}
