/**
 * Unfinished texts, stored on the device with every keystroke. A draft belongs to a place: the step
 * it was begun in, the kind, and for an edit or a response the contribution it is about.
 */
import type { Kind } from '../protocol/protocol';
import type { Device } from './device';
import { isBlank, type Form } from './content';

export interface DraftPlace {
  /**
   * `1.brainstorm/ideas`: case round, phase and step; or `note` or `reflection`, which belong to no step; or
   * `before`, and `before/brainstorm/ideas` for a step ahead.
   */
  where: string;
  kind: Kind;
  /** For an edit, an answer or a response: what it is about. */
  about?: string;
}

export interface Draft {
  place: DraftPlace;
  form: Form;
  savedAtMs: number;
}

export class Drafts {
  private readonly prefix: string;
  /**
   * What this page's fields hold, by key. Another tab of the same person may have stored another
   * text under the same key since; this page must not remove that one.
   */
  private readonly held = new Map<string, Draft>();
  private forgotten = false;

  constructor(
    session: string,
    private readonly device: Device,
    private readonly now: () => number = Date.now,
  ) {
    this.prefix = `kring:draft:${session}:`;
  }

  has(place: DraftPlace): boolean {
    return this.device.get<Draft>(this.key(place)) !== null;
  }

  /** The stored form, for a field of this page that shows it from now on. */
  get(place: DraftPlace): Form | null {
    const key = this.key(place);
    const draft = this.device.get<Draft>(key);
    if (draft) this.held.set(key, draft);
    return draft?.form ?? null;
  }

  /** Stores the form; one in which nothing was typed removes the draft. */
  keep(place: DraftPlace, form: Form): void {
    if (this.forgotten) return;
    if (isBlank(form)) {
      this.clear(place);
      return;
    }
    const draft = { place, form, savedAtMs: this.now() } satisfies Draft;
    this.held.set(this.key(place), draft);
    this.device.set(this.key(place), draft);
  }

  /** Removes the draft if it still is what this page's field held. */
  clear(place: DraftPlace): void {
    const key = this.key(place);
    if (sameText(this.held.get(key), this.device.get<Draft>(key))) this.device.remove(key);
    this.held.delete(key);
  }

  /** Removes the draft, also when another tab typed it. */
  discard(place: DraftPlace): void {
    this.held.delete(this.key(place));
    this.device.remove(this.key(place));
  }

  /** Another tab removed its text from under the same key: stores this page's own there again. */
  removedElsewhere(key: string, removed: string | null): void {
    const mine = this.held.get(key);
    if (this.forgotten || mine === undefined || removed === null) return;
    if (!sameText(mine, JSON.parse(removed) as Draft)) this.device.set(key, mine);
  }

  isKey(key: string): boolean {
    return key.startsWith(this.prefix);
  }

  /** Removes all drafts for good: a field that is still open stores nothing from now on. */
  forget(): void {
    this.forgotten = true;
    this.held.clear();
    for (const key of this.device.keys(this.prefix)) this.device.remove(key);
  }

  /** Oldest first. */
  all(): Draft[] {
    return this.device
      .keys(this.prefix)
      .flatMap((key) => this.device.get<Draft>(key) ?? [])
      .sort((a, b) => a.savedAtMs - b.savedAtMs);
  }

  private key({ where, kind, about }: DraftPlace): string {
    return `${this.prefix}${where}|${kind}|${about ?? ''}`;
  }
}

function sameText(a: Draft | undefined, b: Draft | null): boolean {
  return a !== undefined && b !== null && JSON.stringify(a.form) === JSON.stringify(b.form);
}
