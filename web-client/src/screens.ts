/** The screens, each fetched when it is first needed, and ahead of that while the browser is idle. */
export const screens = {
  start: () => import('./ui/start/StartScreen.svelte'),
  join: () => import('./ui/join/JoinScreen.svelte'),
  comeBack: () => import('./ui/join/ReturnScreen.svelte'),
  display: () => import('./ui/display/DisplayScreen.svelte'),
  compose: () => import('./ui/compose/ComposeScreen.svelte'),
  newGroup: () => import('./ui/group/NewGroupScreen.svelte'),
  joinGroup: () => import('./ui/group/JoinGroupScreen.svelte'),
  group: () => import('./ui/group/GroupScreen.svelte'),
  meeting: () => import('./ui/meeting/MeetingPage.svelte'),
};

/** Almost every way leads into a meeting, so its screen is fetched before somebody goes there. */
export function prefetchMeeting(): void {
  const fetch = () => void screens.meeting().catch(() => undefined);
  if ('requestIdleCallback' in globalThis) requestIdleCallback(fetch);
  else setTimeout(fetch, 1_000);
}
