/** Bytes as WebAuthn writes them, and where there are no passkeys. */
import { expect, it } from 'vitest';
import { bytes, hasPasskeys, isNumeric, text } from '../src/net/passkeys';

it('writes bytes as base64url without padding, and reads them back', () => {
  const all = Uint8Array.from({ length: 256 }, (_, n) => n);
  for (const length of [0, 1, 2, 3, 255, 256]) {
    const some = all.slice(0, length);
    expect(text(some.buffer)).toMatch(/^[\w-]*$/);
    expect([...bytes(text(some.buffer))]).toEqual([...some]);
  }
});

it('has none for an address in digits, nor where the browser has none', () => {
  for (const host of ['127.0.0.1', '[::1]', '192.168.1.20']) expect(isNumeric(host)).toBe(true);
  for (const host of ['localhost', 'kring.example', '1.example'])
    expect(isNumeric(host)).toBe(false);
  expect(hasPasskeys()).toBe(false);
});
