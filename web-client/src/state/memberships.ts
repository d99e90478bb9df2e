/**
 * The meetings this device takes part in, each with its token. The token is sent to the server
 * alone.
 */
import { device, type Device } from './device';
import { KeptViews } from './kept-view';

export interface Membership {
  token: string;
  participant: string;
  invitation?: string;
  /** The group whose meeting it is, if one came in through it. */
  group?: string;
  title: string;
  name: string;
  joinedAt: number;
}

const PREFIX = 'kring:session:';

export class Memberships {
  constructor(private readonly device: Device) {}

  get(session: string): Membership | null {
    return this.device.get<Membership>(PREFIX + session);
  }

  set(session: string, membership: Membership): void {
    this.device.set(PREFIX + session, membership);
  }

  /** Updates the title and the name by which the start page lists the meeting. */
  rename(session: string, membership: Membership, title: string, name: string): void {
    if (title === membership.title && name === membership.name) return;
    Object.assign(membership, { title, name });
    this.set(session, membership);
  }

  /** Removes the token and everything else that this device stores of a meeting. */
  forget(session: string): void {
    this.device.remove(PREFIX + session);
    new KeptViews(this.device).forget(session);
    for (const kind of ['draft', 'outbox', 'returned']) {
      for (const key of this.device.keys(`kring:${kind}:${session}:`)) this.device.remove(key);
    }
  }

  /** Whether the meeting was going on, or still to begin, when this device last saw it. */
  goesOn(session: string): boolean {
    return new KeptViews(this.device).has(session);
  }

  /** Whether this key of the device is where the token of that meeting is kept. */
  static isKeyOf(session: string, key: string | null): boolean {
    return key === PREFIX + session;
  }

  /** Latest first. */
  all(): { session: string; membership: Membership }[] {
    return this.device
      .keys(PREFIX)
      .flatMap((key) => {
        const membership = this.device.get<Membership>(key);
        return membership ? [{ session: key.slice(PREFIX.length), membership }] : [];
      })
      .sort((a, b) => b.membership.joinedAt - a.membership.joinedAt);
  }
}

export const memberships = new Memberships(device);
