/** The start; of a meeting: its invitation, coming back by a code, itself, its display; composing; of a group the same; a trainer's groups. */
export type Route =
  /** `method`: which was chosen to make a meeting with. */
  | { at: 'start'; method: string | null }
  | { at: 'join'; invitation: string }
  | { at: 'return'; session: string; code: string }
  | { at: 'meeting'; session: string }
  | { at: 'display'; secret: string }
  | { at: 'compose' }
  | { at: 'beside' }
  /** `name`: what it is called until somebody changes that. */
  | { at: 'new_group'; name: string }
  | { at: 'back_to_group' }
  | { at: 'join_group'; invitation: string }
  /** `code`: a personal code, by which one comes back on another device. */
  | { at: 'group'; group: string; code: string }
  | { at: 'unknown' };

/** What is secret is in the fragment, because browsers send no fragment to a server. */
export function routeOf(path: string, fragment: string): Route {
  const [first, second, ...rest] = path.split('/').filter(Boolean);
  if (first === undefined) return { at: 'start', method: decodeFragment(fragment) || null };
  if (first === 'join' && second === undefined) {
    return { at: 'join', invitation: invitationIn(decodeFragment(fragment)) };
  }
  if (first === 'return' && second === undefined) {
    const [session = '', code = ''] = decodeFragment(fragment).trim().split('.');
    return { at: 'return', session: session.toLowerCase(), code };
  }
  if (first === 'm' && second !== undefined && rest.length === 0) {
    return { at: 'meeting', session: second.toLowerCase() };
  }
  if (first === 'display' && second === undefined) {
    return { at: 'display', secret: decodeFragment(fragment).trim() };
  }
  if (first === 'compose' && second === undefined) return { at: 'compose' };
  if (first === 'beside' && second === undefined) return { at: 'beside' };
  return groupRouteOf(path, fragment);
}

function groupRouteOf(path: string, fragment: string): Route {
  const [first, second, ...rest] = path.split('/').filter(Boolean);
  const said = decodeFragment(fragment).trim();
  if (first === 'groups' && second === 'new' && rest.length === 0) {
    return { at: 'new_group', name: said };
  }
  if (first === 'groups' && second === 'return' && rest.length === 0)
    return { at: 'back_to_group' };
  if (first === 'group-join' && second === undefined) {
    return { at: 'join_group', invitation: invitationIn(said, GROUP_INVITATION) };
  }
  if (first === 'g' && second !== undefined && rest.length === 0) {
    return { at: 'group', group: second.toLowerCase(), code: said };
  }
  return { at: 'unknown' };
}

function decodeFragment(fragment: string): string {
  try {
    return decodeURIComponent(fragment.replace(/^#/, ''));
  } catch {
    return '';
  }
}

/** Characters of an invitation: 32 bytes in base64url. */
const INVITATION = /[\w-]{43}/;
/** To a group: 36 bytes. */
const GROUP_INVITATION = /[\w-]{48}/;

/**
 * The invitation in what a messenger made of a link: broken over lines, in brackets, with a full stop or
 * parameters of its own behind it.
 */
export function invitationIn(fragment: string, form = INVITATION): string {
  const whole = fragment.replace(/[\s\u200b-\u200d\u2060\ufeff\u00ad]+/g, '');
  return form.exec(whole)?.[0] ?? whole;
}
