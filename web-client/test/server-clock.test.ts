import { describe, expect, it } from 'vitest';
import { ServerClock } from '../src/net/server-clock';

const QUARTER_MS = 15 * 60_000;

describe('the server’s clock', () => {
  it.each([
    ['late', QUARTER_MS],
    ['early', -QUARTER_MS],
  ])('is right on a device that is fifteen minutes %s', (_how, off) => {
    let device = 1_000_000;
    const clock = new ServerClock(() => device);
    clock.sample(device, device + off + 20, device + 40);
    device += 40;
    expect(clock.now()).toBe(device + off);
  });

  it('trusts the sample with the smallest round trip', () => {
    const clock = new ServerClock(() => 0);
    clock.sample(0, 1_350, 400);
    clock.sample(0, 1_010, 20);
    clock.sample(0, 1_400, 600);
    expect(clock.offsetMs).toBe(1_000);
  });

  it('follows when the device’s clock is set', () => {
    const clock = new ServerClock(() => 0);
    clock.sample(0, 1_010, 20);
    clock.sample(0, 61_050, 100);
    expect(clock.offsetMs).toBe(61_000);
  });

  it('ignores a sample that was received before it was sent', () => {
    const clock = new ServerClock(() => 0);
    clock.sample(100, 5_000, 50);
    expect(clock.offsetMs).toBe(0);
  });
});
