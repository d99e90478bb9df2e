import { getContext, setContext } from 'svelte';
import { GroupStore } from '../../state/group.svelte';
import { groupMemberships } from '../../state/group-memberships';

const KEY = Symbol('group');

/** Opens a group with this device's token, for the components below; `null` without one. It is not started. */
export function openGroup(group: string): GroupStore | null {
  const own = groupMemberships.get(group);
  if (own === null) return null;
  const store = new GroupStore(group, own, groupMemberships);
  setContext(KEY, store);
  return store;
}

/** The group this component is part of. */
export function useGroup(): GroupStore {
  return getContext<GroupStore>(KEY);
}
