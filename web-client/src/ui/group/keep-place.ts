/** Keeps a place in a group on this device, and opens the group. */
import { router } from '../../router.svelte';
import { groupMemberships, type GroupMembership } from '../../state/group-memberships';

export function keepPlace(group: string, place: Omit<GroupMembership, 'joinedAt'>): void {
  groupMemberships.set(group, { ...place, joinedAt: Date.now() });
  // Takes the invitation or the code out of the address bar and the history.
  router.go(`/g/${group}`, 'replace');
}
