import { getContext, setContext } from 'svelte';
import type { MeetingStore } from '../state/meeting.svelte';

const KEY = Symbol('meeting');

export function provideStore(store: MeetingStore): void {
  setContext(KEY, store);
}

/** The meeting this component is part of. */
export function useStore(): MeetingStore {
  return getContext<MeetingStore>(KEY);
}
