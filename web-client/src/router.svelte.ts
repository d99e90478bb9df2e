/** The address bar, as the page's route. */
import { routeOf, type Route } from './route';

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
