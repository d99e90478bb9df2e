/** Announces a sentence to screen readers without moving the focus. */
class AnnouncerState {
  text = $state('');
}

export const announcer = new AnnouncerState();

export function announce(text: string): void {
  // A live region is read only when its text changes.
  announcer.text = announcer.text === text ? `${text}\u00a0` : text;
}
