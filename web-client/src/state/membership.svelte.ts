/** One person's place in one meeting, as this device stores it, and the end of it. */
import type { Action } from '../protocol/protocol';
import type { GoneReason } from '../net/close-code';
import { departure, type Departure } from './departure';
import type { Membership, Memberships } from './memberships';

export class MeetingMembership {
  /** How the meeting ended for this person; this device then stores nothing of it. */
  departed = $state.raw<Departure | null>(null);
  /**
   * The texts that were on the device and not shared when the meeting ended. They are only here.
   */
  leftOver: string[] = [];

  constructor(
    readonly session: string,
    readonly own: Membership,
    private readonly all: Memberships,
  ) {}

  /** Whether the device still has the token; another tab may have removed it. */
  get isKnown(): boolean {
    return this.all.get(this.session) !== null;
  }

  /** What a closed connection means, given the commands that were not answered. */
  departureAt(reason: GoneReason, asked: readonly Action[]): Departure | null {
    return departure(reason, { asked, known: this.isKnown });
  }

  /** The meeting is over for this person: the device forgets its token. */
  end(how: Departure, leftOver: string[]): void {
    this.leftOver = leftOver;
    this.departed = how;
    this.all.forget(this.session);
  }

  /** Updates the title and the name by which the start page lists the meeting. */
  rename(title: string, name: string): void {
    this.all.rename(this.session, this.own, title, name || this.own.name);
  }

  /** A new invitation, to be shown again after a reload. */
  keepInvitation(invitation: string): void {
    if (this.departed !== null) return;
    this.own.invitation = invitation;
    this.all.set(this.session, this.own);
  }
}
