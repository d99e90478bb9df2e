/** Three addresses: the start, an invitation, a meeting. */
export type Route =
  | { at: 'start' }
  | { at: 'join'; invitation: string }
  | { at: 'meeting'; session: string }
  | { at: 'unknown' };

/** The invitation is in the fragment, because browsers send no fragment to a server. */
export function routeOf(path: string, fragment: string): Route {
  const [first, second, ...rest] = path.split('/').filter(Boolean);
  if (first === undefined) return { at: 'start' };
  if (first === 'join' && second === undefined) {
    return { at: 'join', invitation: decodeFragment(fragment) };
  }
  if (first === 'm' && second !== undefined && rest.length === 0) {
    return { at: 'meeting', session: second.toLowerCase() };
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

class Router {
  route = $state.raw<Route>(routeOf(location.pathname, location.hash));

  constructor() {
    const look = () => (this.route = routeOf(location.pathname, location.hash));
    addEventListener('popstate', look);
    addEventListener('hashchange', look);
  }

  go(path: string, how: 'push' | 'replace' = 'push'): void {
    history[how === 'push' ? 'pushState' : 'replaceState'](null, '', path);
    this.route = routeOf(location.pathname, location.hash);
    scrollTo(0, 0);
  }

  /** For `<a href>`: stays in the page on a plain click. */
  follow = (event: MouseEvent): void => {
    const link = event.currentTarget as HTMLAnchorElement;
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.go(link.pathname + link.hash);
  };
}

export const router = new Router();
