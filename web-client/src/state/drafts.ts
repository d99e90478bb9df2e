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
  private forgotten = false;

  constructor(
    session: string,
    private readonly device: Device,
    private readonly now: () => number = Date.now,
  ) {
    this.prefix = `kring:draft:${session}:`;
  }

  get(place: DraftPlace): Form | null {
    return this.device.get<Draft>(this.key(place))?.form ?? null;
  }

  /** A form in which nothing was typed is no draft. */
  keep(place: DraftPlace, form: Form): void {
    if (this.forgotten) return;
    if (isBlank(form)) this.clear(place);
    else this.device.set(this.key(place), { place, form, savedAtMs: this.now() } satisfies Draft);
  }

  clear(place: DraftPlace): void {
    this.device.remove(this.key(place));
  }

  /** For good: a field that is still open on the page keeps nothing any more. */
  forget(): void {
    this.forgotten = true;
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
