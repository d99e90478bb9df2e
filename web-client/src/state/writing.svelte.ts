/**
 * What this person writes: drafts on the device, commands on their way, and texts that came back.
 * A text is in exactly one of them until the server has accepted it or its author discards it.
 */
import type { Action, Contribution, Kind, Position } from '../protocol/protocol';
import { isPrivate, mainField, type Form } from './content';
import type { Device } from './device';
import { Drafts, type Draft, type DraftPlace } from './drafts';
import type { MeetingView } from './meeting-view.svelte';
import { Quadrants } from './quadrants';
import { Outbox, type OutboxOptions, type Returned, type Waiting } from './outbox';
import { untrack } from 'svelte';
import { unsharedTexts } from './save-state';

export class Writing {
  waiting = $state.raw<Waiting[]>([]);
  returned = $state.raw<Returned[]>([]);
  /** The kind whose text was taken up again last; composers then start over from their drafts. */
  resumed = $state.raw<{ kind: Kind; times: number }>({ kind: 'note', times: 0 });
  /** Counts what happened to drafts, because the device itself cannot be watched. */
  private draftChanges = $state(0);

  readonly drafts: Drafts;
  readonly outbox: Outbox;
  readonly quadrants: Quadrants;

  constructor(
    session: string,
    private readonly meeting: MeetingView,
    device: Device,
    send: OutboxOptions['send'],
  ) {
    this.drafts = new Drafts(session, device);
    this.quadrants = new Quadrants(session, device);
    this.outbox = new Outbox({ session, device, send, changed: () => this.readOutbox() });
    this.readOutbox();
  }

  /** How many composers of texts for the group are open on this page. */
  composing = $state(0);

  /** A composer opened; the result says that it closed. */
  compose(): () => void {
    untrack(() => (this.composing += 1));
    return () => (this.composing -= 1);
  }

  /** Whether a command of this kind waits for its answer, so that its button can wait as well. */
  asking(action: Action): boolean {
    return this.waiting.some((waiting) => waiting.command.do === action);
  }

  /** One's own texts that the server has not accepted. */
  unshared(): string[] {
    return unsharedTexts(this.returned, this.waiting, this.drafts.all());
  }

  /** The place of a draft for something new in the current step. */
  place(kind: Kind, about?: string): DraftPlace {
    return { where: isPrivate(kind) ? kind : this.meeting.where, kind, about };
  }

  /** The place of a draft for a step ahead, or without one for an answer to what is asked beforehand. */
  placeBefore(kind: Kind, about?: string, at?: Position): DraftPlace {
    return { where: at ? `before/${at.phase}/${at.step}` : 'before', kind, about };
  }

  /**
   * The place of a draft that changes a contribution, responds to it or looks back on it: open as long as
   * its phase.
   */
  placeAbout(one: Contribution, use: 'edit' | 'respond' | 'look_back'): DraftPlace {
    const { kind } = one.content;
    const where = isPrivate(kind) ? kind : `${this.meeting.phaseKey}/${use}`;
    return { where, kind: one.content.kind, about: one.id };
  }

  /** The text was shared, or taken back by its author. */
  clearDraft(place: DraftPlace): void {
    this.drafts.clear(place);
    this.draftChanges += 1;
  }

  /** A text that stands in no field any more is thrown away, or taken up elsewhere. */
  discardDraft(place: DraftPlace): void {
    this.drafts.discard(place);
    this.draftChanges += 1;
  }

  /** A composer closed or moved: what it leaves behind may have lost its place. */
  draftsMoved(): void {
    this.draftChanges += 1;
  }

  /**
   * Takes a text up again in the composer of the current step, after what is typed there already.
   */
  resume(kind: Kind, form: Form): void {
    const place = this.place(kind);
    const typed = this.drafts.get(place);
    const field = mainField(kind);
    const joined = [typed?.[field], form[field]].filter(Boolean).join('\n');
    this.drafts.keep(place, { ...form, ...typed, [field]: joined });
    this.resumed = { kind, times: this.resumed.times + 1 };
    this.draftChanges += 1;
  }

  /** Texts that were begun in a place that is no longer open, oldest first. */
  get unfinished(): Draft[] {
    void this.draftChanges;
    return this.drafts.all().filter((draft) => !this.isOpen(draft.place));
  }

  /** Another tab of this person changed what the device stores under this key. */
  onOtherTab(key: string, removed: string | null): void {
    if (this.outbox.isReturned(key)) this.outbox.reloadReturned();
    if (removed !== null && this.drafts.isKey(key)) this.drafts.removedElsewhere(key, removed);
  }

  /** For good: nothing is sent or stored any more. */
  forget(): void {
    this.drafts.forget();
    this.quadrants.forget();
    this.outbox.forget();
  }

  private isOpen(place: DraftPlace): boolean {
    const { meeting } = this;
    if (place.where === 'note') return meeting.me.may_note;
    if (place.where === 'reflection') return meeting.reflects;
    if (place.where.startsWith('before')) return meeting.inLobby;
    if (place.where === `${meeting.phaseKey}/edit`) {
      const one = meeting.view.contributions.get(place.about ?? '');
      return one !== undefined && meeting.isMine(one);
    }
    if (place.where === `${meeting.phaseKey}/respond`) return meeting.me.responses.length > 0;
    if (place.where === `${meeting.phaseKey}/look_back`) {
      return meeting.view.contributions.has(place.about ?? '');
    }
    return place.where === meeting.where && meeting.opening(place.kind) !== undefined;
  }

  private readOutbox(): void {
    // The outbox reports while it is still being made.
    if (!this.outbox) return;
    this.waiting = this.outbox.waiting;
    this.returned = this.outbox.returned;
  }
}
