/** The screens, each fetched when it is first needed. */
export const screens = {
  start: () => import('./ui/start/StartScreen.svelte'),
  join: () => import('./ui/join/JoinScreen.svelte'),
  comeBack: () => import('./ui/join/ReturnScreen.svelte'),
  display: () => import('./ui/display/DisplayScreen.svelte'),
  compose: () => import('./ui/compose/ComposeScreen.svelte'),
  beside: () => import('./ui/beside/BesideScreen.svelte'),
  newGroup: () => import('./ui/group/NewGroupScreen.svelte'),
  backToGroup: () => import('./ui/group/BackToGroup.svelte'),
  joinGroup: () => import('./ui/group/JoinGroupScreen.svelte'),
  group: () => import('./ui/group/GroupScreen.svelte'),
  meeting: () => import('./ui/meeting/MeetingPage.svelte'),
};

/**
 * Fetches the screen of a meeting ahead, while the browser is idle.
 * Called by a screen that leads there, once it can be used: a slow line brings one thing at a time.
 */
export function prefetchMeeting(): void {
  const fetch = () => void screens.meeting().catch(() => undefined);
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetch);
  else setTimeout(fetch, 1_000);
}
