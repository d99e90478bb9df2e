/** Offices that one person holds at a time, as the gespreksleider gives them. */
import type { Participant } from '../protocol/protocol';
import type { MeetingStore } from './meeting.svelte';

export type Office = 'tijdbewaker' | 'verslaglegger';

export function holderOf(store: MeetingStore, office: Office): Participant | undefined {
  return store.people.find((person) => person.roles.includes(office));
}

/** Takes the office from whoever holds it, and gives it to this person; `null` gives it to nobody. */
export async function giveOffice(store: MeetingStore, office: Office, to: string | null) {
  const holder = holderOf(store, office);
  if (holder) {
    await store.ask({ do: 'assign_office', participant: holder.id, office, holds: false });
  }
  if (to !== null) {
    await store.ask({ do: 'assign_office', participant: to, office, holds: true });
  }
}
