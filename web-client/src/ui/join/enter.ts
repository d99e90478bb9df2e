/** Keeps a place in a meeting on this device, and opens the meeting. */
import { router } from '../../router.svelte';
import { memberships, type Membership } from '../../state/memberships';

type Place = Pick<Membership, 'token' | 'participant' | 'invitation' | 'title' | 'name'>;

export function enter(session: string, place: Place): void {
  memberships.set(session, { ...place, joinedAt: Date.now() });
  // Takes the invitation or the code out of the address bar and the history.
  router.go(`/m/${session}`, 'replace');
}
