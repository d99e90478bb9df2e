/**
 * Keeps the page's own files on the device, so that it opens without a network. What the server says
 * about a meeting (`/api`) is never kept here.
 *
 * A page is asked of the server first: whoever is online never gets an old one.
 */
import { enable as preloadNavigations } from 'workbox-navigation-preload';
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import type { WorkerRequest } from './page-version.svelte';

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

/** A line that gives nothing for this long is taken for none; a slow phone line answers within it. */
const ANSWER_WITHIN_MS = 4_000;

preloadNavigations();
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(page, { denylist: [/^\/api\//] }));
// Without a directory index, so that asking for `/` asks the server.
precacheAndRoute(self.__WB_MANIFEST, { directoryIndex: '' });

self.addEventListener('message', (event) => {
  if ((event.data as WorkerRequest).type === 'take_over_if_alone') {
    event.waitUntil(takeOverIfAlone());
  }
});

/** The server's answer, or the page as it is kept where there is none, or one of a proxy without it. */
async function page({ event, request }: { event: ExtendableEvent; request: Request }) {
  try {
    const answer = await Promise.race([fromServer(event as FetchEvent, request), timeIsUp()]);
    if (answer.ok || answer.type === 'opaqueredirect') return answer;
  } catch {
    // No network, or no server.
  }
  return (await matchPrecache('/index.html')) ?? Response.error();
}

async function fromServer(event: FetchEvent, request: Request): Promise<Response> {
  const preloaded = (await event.preloadResponse) as Response | undefined;
  return preloaded ?? fetch(request);
}

function timeIsUp(): Promise<never> {
  return new Promise((_, reject) => setTimeout(reject, ANSWER_WITHIN_MS));
}

/** Only where no other page may still need the files of the version before. */
async function takeOverIfAlone(): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.length <= 1) await self.skipWaiting();
}
