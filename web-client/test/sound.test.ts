// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** Counts notes; `suspended` until it is resumed, as in a browser. */
class FakeAudio {
  static notes: number[] = [];
  static made = 0;
  state = 'suspended';
  currentTime = 0;
  destination = {};

  constructor() {
    FakeAudio.made += 1;
  }

  resume = async () => void (this.state = 'running');

  createOscillator() {
    const note = { frequency: { value: 0 }, connect: (to: unknown) => to, stop: () => undefined };
    return { ...note, start: (at: number) => FakeAudio.notes.push(at) };
  }

  createGain() {
    const nothing = () => undefined;
    const gain = {
      setValueAtTime: nothing,
      linearRampToValueAtTime: nothing,
      exponentialRampToValueAtTime: nothing,
    };
    return { gain, connect: (to: unknown) => to };
  }
}

/** Whether somebody touched the page. */
function touched(is: boolean): void {
  vi.stubGlobal('navigator', { userActivation: { hasBeenActive: is } });
}

let sound: typeof import('../src/sound');

beforeEach(async () => {
  localStorage.clear();
  FakeAudio.notes = [];
  FakeAudio.made = 0;
  vi.stubGlobal('AudioContext', FakeAudio);
  vi.resetModules();
  sound = await import('../src/sound');
});
afterEach(() => vi.unstubAllGlobals());

it('is heard after the first touch, by one player of the whole page', async () => {
  touched(true);
  dispatchEvent(new Event('pointerdown'));
  expect(await sound.tryTone()).toBe(true);
  sound.playTone();
  await vi.waitFor(() => expect(FakeAudio.notes).toHaveLength(4));
  expect(FakeAudio.made).toBe(1);
});

it('is not kept for later where nobody touched the page', async () => {
  touched(false);
  expect(await sound.tryTone()).toBe(false);
  touched(true);
  await sound.tryTone();
  expect(FakeAudio.notes).toHaveLength(2);
});

it('is silent once this device switched it off, and can still be tried', async () => {
  touched(true);
  expect(sound.soundIsOn()).toBe(true);
  sound.setSound(false);
  expect(localStorage.getItem('kring:sound')).toBe('false');
  sound.playTone();
  expect(await sound.tryTone()).toBe(true);
  expect(FakeAudio.notes).toHaveLength(2);
  sound.setSound(true);
  expect(localStorage.getItem('kring:sound')).toBeNull();
  expect(sound.soundIsOn()).toBe(true);
});

it('fails nowhere where there is no sound', async () => {
  vi.stubGlobal('AudioContext', undefined);
  Reflect.deleteProperty(globalThis, 'AudioContext');
  expect(await sound.tryTone()).toBe(false);
  expect(() => sound.playTone()).not.toThrow();
});
