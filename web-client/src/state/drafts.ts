/**
 * What is being typed, kept on the device with every keystroke. A draft belongs to a place: the step
 * it was begun in, the kind, and for an edit or a response the contribution it is about.
 */
import type { Kind } from '../protocol/protocol';
import type { Device } from './device';
import { isBlank, type Form } from './content';

export interface DraftPlace {
  /** `phase/step`, or `note` for what is always at hand. */
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
   * What this page's fields hold, by key. Another tab of the same person may have typed into the
   * same place since: its text is not this page's to remove.
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

  /** For the field that is going to hold it. */
  get(place: DraftPlace): Form | null {
    const key = this.key(place);
    const draft = this.device.get<Draft>(key);
    if (draft) this.held.set(key, draft);
    return draft?.form ?? null;
  }

  /** A form in which nothing was typed is no draft. */
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

  /** What this page's field held is shared or taken back. */
  clear(place: DraftPlace): void {
    const key = this.key(place);
    if (sameText(this.held.get(key), this.device.get<Draft>(key))) this.device.remove(key);
    this.held.delete(key);
  }

  /** Whatever is kept there, whoever typed it. */
  discard(place: DraftPlace): void {
    this.held.delete(this.key(place));
    this.device.remove(this.key(place));
  }

  /** Another tab shared its text: what stands in this page's field has the place to itself again. */
  removedElsewhere(key: string, removed: string | null): void {
    const mine = this.held.get(key);
    if (this.forgotten || mine === undefined || removed === null) return;
    if (!sameText(mine, JSON.parse(removed) as Draft)) this.device.set(key, mine);
  }

  isKey(key: string): boolean {
    return key.startsWith(this.prefix);
  }

  /** For good: a field that is still open on the page keeps nothing any more. */
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
