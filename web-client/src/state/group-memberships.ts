/** The groups this device is in, each with its token. The token is sent to the server alone. */
import { device, type Device } from './device';
import { Memberships } from './memberships';
import type { OwnClaim } from './own-claim';

export interface GroupMembership {
  token: string;
  /** Absent where this device came back by a code and was not told yet. */
  invitation?: string;
  /** By which the start page lists the group. */
  name: string;
  joinedAt: number;
  /** Whether this person is a trainer of it, as far as this device was told. */
  trainer?: boolean;
}

const PREFIX = 'kring:group:';
const CLAIM_PREFIX = 'kring:group-claim:';

export class GroupMemberships {
  constructor(private readonly device: Device) {}

  get(group: string): GroupMembership | null {
    return this.device.get<GroupMembership>(PREFIX + group);
  }

  set(group: string, membership: GroupMembership): void {
    this.device.set(PREFIX + group, membership);
  }

  /** Changes what is known of a group that this device is still in. */
  update(group: string, change: Partial<GroupMembership>): void {
    const before = this.get(group);
    if (before === null) return;
    const after = { ...before, ...change };
    if (JSON.stringify(after) !== JSON.stringify(before)) this.set(group, after);
  }

  forget(group: string): void {
    this.device.remove(PREFIX + group);
  }

  /** The group was erased, and its meetings with it: nothing of any of them stays on this device. */
  forgetErased(group: string): void {
    this.forget(group);
    this.keepClaim(group, null);
    const meetings = new Memberships(this.device);
    for (const { session, membership } of meetings.all()) {
      if (membership.group === group) meetings.forget(session);
    }
  }

  /** In the order of their names. */
  all(): { group: string; membership: GroupMembership }[] {
    return this.device
      .keys(PREFIX)
      .flatMap((key) => {
        const membership = this.device.get<GroupMembership>(key);
        return membership ? [{ group: key.slice(PREFIX.length), membership }] : [];
      })
      .sort((a, b) => a.membership.name.localeCompare(b.membership.name));
  }

  /** The claim that this device made in a group, so that it goes on waiting after a reload. */
  claim(group: string): OwnClaim | null {
    return this.device.get<OwnClaim>(CLAIM_PREFIX + group);
  }

  /** `null`: there is none any more. */
  keepClaim(group: string, claim: OwnClaim | null): void {
    if (claim === null) this.device.remove(CLAIM_PREFIX + group);
    else this.device.set(CLAIM_PREFIX + group, claim);
  }
}

export const groupMemberships = new GroupMemberships(device);
