/** What a screen reader is told without moving the focus. */
class AnnouncerState {
  text = $state('');
}

export const announcer = new AnnouncerState();

export function announce(text: string): void {
  // The same sentence twice has to be a change to be read twice.
  announcer.text = announcer.text === text ? `${text}\u00a0` : text;
}
