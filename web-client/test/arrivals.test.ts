import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Arrivals } from '../src/state/arrivals';

let shown: number;
let frames: (() => void)[];
let arrivals: Arrivals;

beforeEach(() => {
  vi.useFakeTimers();
  shown = 0;
  frames = [];
  arrivals = new Arrivals({
    show: () => (shown += 1),
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
    arrivals.add();
    expect(shown).toBe(1);
    keyAfter(0);
    vi.advanceTimersByTime(501);
    arrivals.add();
    expect(shown).toBe(2);
  });

  it('gather while somebody types, and are shown once a key has been painted', () => {
    keyAfter(0);
    arrivals.add();
    keyAfter(80);
    arrivals.add();
    expect(shown).toBe(0);
    keyAfter(80);
    expect(shown).toBe(1);
    keyAfter(80);
    expect(shown).toBe(1);
  });

  it('are shown within 400 ms, also when nothing more is typed', () => {
    keyAfter(0);
    arrivals.add();
    vi.advanceTimersByTime(399);
    expect(shown).toBe(0);
    vi.advanceTimersByTime(1);
    expect(shown).toBe(1);
  });

  it('are shown with what cannot wait, and then wait no longer', () => {
    keyAfter(0);
    arrivals.add();
    arrivals.showNow();
    vi.advanceTimersByTime(1_000);
    expect(shown).toBe(1);
  });
});
