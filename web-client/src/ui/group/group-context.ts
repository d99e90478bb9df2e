import { getContext, setContext } from 'svelte';
import type { GroupStore } from '../../state/group.svelte';

const KEY = Symbol('group');

export function provideGroup(store: GroupStore): void {
  setContext(KEY, store);
}

/** The group this component is part of. */
export function useGroup(): GroupStore {
  return getContext<GroupStore>(KEY);
}
