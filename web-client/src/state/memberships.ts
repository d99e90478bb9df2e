/** The meetings this device takes part in, each with its token. The token never leaves but to the server. */
import { device, type Device } from './device';

export interface Membership {
  token: string;
  participant: string;
  invitation?: string;
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

  /** The start page lists meetings by title and name; keeps those current. */
  rename(session: string, membership: Membership, title: string, name: string): void {
    if (title === membership.title && name === membership.name) return;
    Object.assign(membership, { title, name });
    this.set(session, membership);
  }

  /** The token, and everything else that this device keeps of a meeting. */
  forget(session: string): void {
    this.device.remove(PREFIX + session);
    for (const kind of ['draft', 'outbox', 'returned']) {
      for (const key of this.device.keys(`kring:${kind}:${session}:`)) this.device.remove(key);
    }
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
