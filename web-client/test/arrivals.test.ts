import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Arrivals } from '../src/state/arrivals';

let shown: number[];
let frames: (() => void)[];
let arrivals: Arrivals<number>;

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  frames = [];
  arrivals = new Arrivals<number>({
    show: (view) => void shown.push(view),
    afterFrame: (then) => frames.push(then),
  });
});

afterEach(() => void vi.useRealTimers());

function keyAfter(ms: number): void {
  vi.advanceTimersByTime(ms);
  arrivals.typed();
  for (const painted of frames.splice(0)) painted();
}

describe('texts of others', () => {
  it('are shown at once while nobody types', () => {
    arrivals.add(1);
    expect(shown).toEqual([1]);
    keyAfter(0);
    vi.advanceTimersByTime(250);
    arrivals.add(2);
    expect(shown).toEqual([1, 2]);
  });

  it('wait while somebody types, and are shown together in the first pause', () => {
    keyAfter(0);
    arrivals.add(1);
    keyAfter(200);
    arrivals.add(2);
    vi.advanceTimersByTime(249);
    expect(shown).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(shown).toEqual([2]);
    keyAfter(0);
    vi.advanceTimersByTime(1_000);
    expect(shown).toEqual([2]);
  });

  it('come together after 3 s to who makes no pause, once a key has been painted', () => {
    keyAfter(0);
    for (let n = 1; n <= 10; n++) arrivals.add(n);
    for (let n = 0; n < 29; n++) keyAfter(100);
    vi.advanceTimersByTime(99);
    expect(shown).toEqual([]);
    keyAfter(1);
    expect(shown).toEqual([10]);
    arrivals.add(11);
    keyAfter(100);
    expect(shown).toEqual([10]);
  });

  it('are shown with what cannot wait, and then wait no longer', () => {
    keyAfter(0);
    arrivals.add(1);
    arrivals.showNow(2);
    vi.advanceTimersByTime(1_000);
    expect(shown).toEqual([2]);
  });

  it('are not shown any more once everything was fetched anew or is forgotten', () => {
    keyAfter(0);
    arrivals.add(1);
    arrivals.stop();
    vi.advanceTimersByTime(1_000);
    keyAfter(0);
    expect(shown).toEqual([]);
  });
});
