// @vitest-environment jsdom
/** The screen stays on while something is listened to. */
import { afterEach, expect, test } from 'vitest';
import { keepAwake } from '../src/ui/meeting/keep-awake';

/** As many locks as were asked for, each released or not. */
function screen(): { released: boolean }[] {
  const locks: { released: boolean }[] = [];
  const request = async () => {
    const lock = {
      released: false,
      release: async () => void (lock.released = true),
    };
    locks.push(lock);
    return lock;
  };
  Object.defineProperty(navigator, 'wakeLock', { value: { request }, configurable: true });
  return locks;
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => {
  Reflect.deleteProperty(navigator, 'wakeLock');
});

test('the screen is kept on until it is over', async () => {
  const locks = screen();
  const stop = keepAwake();
  await settled();
  expect(locks.map(({ released }) => released)).toEqual([false]);
  stop();
  await settled();
  expect(locks.map(({ released }) => released)).toEqual([true]);
});

test('a page that was out of sight asks again, and only where its lock was taken away', async () => {
  const locks = screen();
  const stop = keepAwake();
  await settled();
  document.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect(locks).toHaveLength(1);
  locks[0]!.released = true;
  document.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect(locks.map(({ released }) => released)).toEqual([true, false]);
  stop();
});

test('a lock that comes when it is over is given back', async () => {
  const locks = screen();
  keepAwake()();
  await settled();
  expect(locks.map(({ released }) => released)).toEqual([true]);
  document.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect(locks).toHaveLength(1);
});

test('a browser that has no such lock, or refuses it, goes on as always', async () => {
  keepAwake()();
  const request = () => Promise.reject(new DOMException('low battery', 'NotAllowedError'));
  Object.defineProperty(navigator, 'wakeLock', { value: { request }, configurable: true });
  const stop = keepAwake();
  await settled();
  stop();
});
