import { describe, expect, it } from 'vitest';
import { Quadrants, thoughts } from '../src/state/quadrants';
import { memoryDevice } from './memory-device';

const SESSION = 'a-session';

describe('the four boxes', () => {
  it('are kept on the device, and gone when they are empty', () => {
    const { device } = memoryDevice();
    const quadrants = new Quadrants(SESSION, device);
    const filled = quadrants.read();
    expect(filled).toEqual(Array(4).fill({ name: '', text: '' }));
    filled[2] = { name: 'Wat wil ik leren', text: 'wachten' };
    quadrants.keep(filled);
    expect(new Quadrants(SESSION, device).read()).toEqual(filled);
    expect(new Quadrants('another', device).read()[2]).toEqual({ name: '', text: '' });
    quadrants.keep(Array(4).fill({ name: ' ', text: '\n' }));
    expect(device.keys('kring:quadrants:')).toEqual([]);
  });

  it('are forgotten with the meeting, also by a field that is still open', () => {
    const { device } = memoryDevice();
    const quadrants = new Quadrants(SESSION, device);
    quadrants.keep([{ name: 'x', text: 'y' }]);
    quadrants.forget();
    quadrants.keep([{ name: 'x', text: 'y' }]);
    expect(device.keys('kring:quadrants:')).toEqual([]);
  });

  it('hold thoughts, one on each line and each once', () => {
    const boxes = [
      { name: 'a', text: ' rust \n\nstilte' },
      { name: 'b', text: 'stilte\n' },
    ];
    expect(thoughts(boxes)).toEqual(['rust', 'stilte']);
  });
});
