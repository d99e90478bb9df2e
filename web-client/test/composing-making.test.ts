import { describe, expect, it } from 'vitest';
import { ApiError } from '../src/net/api';
import type { CreateGroup } from '../src/protocol/protocol';
import { Making, type MadeGroup } from '../src/state/composing/making.svelte';
import type { ComposedCircle } from '../src/state/composing/result';

const circles: ComposedCircle[] = [1, 2, 3].map((number) => ({
  number,
  people: [],
  why: 'door loting',
}));
const body = ({ number, why }: ComposedCircle): CreateGroup => ({
  name: `Kring ${number}`,
  purpose: why,
  agreements: [],
  keep_months: null,
  your_name: 'Gerda',
  device: '',
});

/** Makes groups; the answers that are given are those of the first calls. */
function making(answers: (Error | null)[] = []) {
  const asked: CreateGroup[] = [];
  const kept: MadeGroup[] = [];
  const waited: number[] = [];
  const made = new Making({
    create: (wanted) => {
      const refused = answers[asked.length] ?? null;
      asked.push(wanted);
      const group = `g-${wanted.name}`;
      return refused
        ? Promise.reject(refused)
        : Promise.resolve({ group, member: 'm', token: 't', invitation: `i-${wanted.name}` });
    },
    made: (group) => void kept.push(group),
    wait: (ms) => Promise.resolve(void waited.push(ms)),
  });
  return { made, asked, kept, waited };
}

describe('making groups of circles', () => {
  it('makes one of each, and keeps the place of whoever makes them', async () => {
    const { made, asked, kept } = making();
    await made.run(circles, body);
    expect(asked.map(({ name }) => name)).toEqual(['Kring 1', 'Kring 2', 'Kring 3']);
    expect(kept.map(({ invitation }) => invitation)).toEqual([
      'i-Kring 1',
      'i-Kring 2',
      'i-Kring 3',
    ]);
    expect(made.busy).toBe(false);
  });

  it('waits as long as the server says, and goes on', async () => {
    const { made, waited } = making([null, new ApiError('too_many_requests', null, null, 40_000)]);
    await made.run(circles, body);
    expect(waited).toEqual([40_000]);
    expect(made.made.length).toBe(3);
  });

  it('keeps what was made when one fails, and makes the rest when it is asked again', async () => {
    const { made, asked } = making([null, new ApiError('unreachable')]);
    await made.run(circles, body);
    expect([made.made.length, made.failed !== null]).toEqual([1, true]);
    await made.run(circles, body);
    expect(made.made.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(asked.length).toBe(4);
  });
});
