import { describe, expect, it } from 'vitest';
import { routeOf } from '../src/route';
import { deviceName } from '../src/state/device-name';
import { inGroups, returnLink } from '../src/state/personal-code';

const SESSION = '01a20f09-56c0-7a41-9c3e-5b8d20f6e713';

describe('a personal code', () => {
  it('is read in groups of three', () => {
    expect(inGroups('7KQ2MX94HVTB')).toBe('7KQ 2MX 94H VTB');
  });

  it('is scanned as an address that leads back, and typed at the same address without it', () => {
    const scanned = new URL(returnLink('https://kring.example', SESSION, '7KQ2MX94HVTB'));
    const there = { at: 'return', session: SESSION };
    expect(routeOf(scanned.pathname, scanned.hash)).toEqual({ ...there, code: '7KQ2MX94HVTB' });
    expect(routeOf('/return', `#${SESSION.toUpperCase()}`)).toEqual({ ...there, code: '' });
    expect(routeOf('/return', '')).toEqual({ at: 'return', session: '', code: '' });
    expect(routeOf('/return', '#%E0%A4%A')).toEqual({ at: 'return', session: '', code: '' });
  });
});

describe('a device', () => {
  it.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1', 'iPhone'],
    ['Mozilla/5.0 (Linux; Android 16; Pixel 9) Chrome/140 Mobile Safari/537.36', 'Android'],
    ['Mozilla/5.0 (Linux; Android 16; SM-X200) Chrome/140 Safari/537.36', 'Android-tablet'],
    ['Mozilla/5.0 (X11; CrOS x86_64) Chrome/140', 'Chromebook'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Firefox/145', 'Mac'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/140', 'Windows'],
    ['something else', ''],
  ])('%s is called %s', (agent, name) => {
    expect(deviceName(agent)).toBe(name);
  });
});
