/**
 * Which version of the page this is, and whether the server has another. A page is never replaced by
 * itself: whoever has it open is told, and reloads when it suits them.
 */
import type { Workbox } from 'workbox-window';

/** What a page asks of a service worker. */
export interface WorkerRequest {
  type: 'take_over_if_alone';
}

class PageVersion {
  /** The server has another page than this one. */
  outdated = $state(false);
  private worker: Workbox | null = null;

  /** Has the browser keep the page for when there is no network: once nothing else needs the line. */
  keepOnceIdle(): void {
    // Absent where the address is not https or localhost.
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
    const keep = () => void this.keep().catch(() => undefined);
    const onceIdle = () => {
      if ('requestIdleCallback' in globalThis) requestIdleCallback(keep);
      else setTimeout(keep, 1_000);
    };
    if (document.readyState === 'complete') onceIdle();
    else addEventListener('load', onceIdle, { once: true });
  }

  /** Looks whether the server has another page; called after the server was away. */
  check(): void {
    void this.worker?.update().catch(() => undefined);
  }

  private async keep(): Promise<void> {
    const { Workbox } = await import('workbox-window');
    this.worker = new Workbox('/service-worker.js');
    this.worker.addEventListener('waiting', () => void this.onWaiting().catch(() => undefined));
    await this.worker.register();
  }

  /** Another version was kept beside this one: newer than this page, or the very same as it. */
  private async onWaiting(): Promise<void> {
    const answer = await fetch('/', { cache: 'no-store' });
    if (!answer.ok) return;
    this.outdated = !isThisPage(await answer.text());
    const request: WorkerRequest = { type: 'take_over_if_alone' };
    if (!this.outdated) await this.worker?.messageSW(request);
  }
}

/** Every file of the page carries the hash of its content in its name, and its first script names them all. */
function isThisPage(html: string): boolean {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  const path = script === null ? null : new URL(script.src).pathname;
  return path === null || html.includes(`"${path}"`);
}

export const pageVersion = new PageVersion();
