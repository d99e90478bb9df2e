/** The web worker in which circles are searched. Nothing in it reaches a network. */
import { Work, type News, type Order } from './work';

const work = new Work({
  tell: (news: News) => postMessage(news),
  nowMs: () => performance.now(),
  breathe: () => new Promise((resolve) => setTimeout(resolve)),
});

addEventListener('message', (event: MessageEvent<Order>) => void work.take(event.data));
