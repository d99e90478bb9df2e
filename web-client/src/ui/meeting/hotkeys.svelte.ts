/**
 * Single keys, for whoever leads or writes with a keyboard. They do nothing while somebody types, with a
 * modifier, or in a dialog, and each device can switch them off (WCAG 2.1.4).
 */
import { device } from '../../state/device';

const KEY = 'kring:hotkeys';

/** `s` writes, `v` goes to the green button, and so on; what has the key says so in `data-hotkey`. */
export const HOTKEYS = ['s', 'v', 'h', 'l', 'm', 'p'] as const;
export type Hotkey = (typeof HOTKEYS)[number];

class Hotkeys {
  private on = $state(device.get<boolean>(KEY) ?? true);

  get enabled(): boolean {
    return this.on;
  }

  set enabled(enabled: boolean) {
    this.on = enabled;
    device.set(KEY, enabled);
  }
}

export const hotkeys = new Hotkeys();

/** Handles a key; `help` opens the overview. */
export function onHotkey(event: KeyboardEvent, help: () => void): void {
  if (!hotkeys.enabled || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const { target } = event;
  if (target instanceof Element && target.matches('input, textarea, select, [contenteditable]'))
    return;
  if (document.querySelector('dialog[open]') !== null) return;
  if (event.key === '?') {
    event.preventDefault();
    return help();
  }
  const key = HOTKEYS.find((hotkey) => hotkey === event.key.toLowerCase());
  const found = key && seen(document.querySelectorAll<HTMLElement>(`[data-hotkey="${key}"]`));
  if (!found) return;
  event.preventDefault();
  // What moves everybody is gone to, and pressed with Enter: one key pressed by accident moves nobody.
  if (key === 'v' || key === 'l') found.focus();
  else found.click();
}

function seen(all: NodeListOf<HTMLElement>): HTMLElement | undefined {
  return [...all].find((one) => one.offsetParent !== null || one.getClientRects().length > 0);
}
