import { describe, expect, it } from 'vitest';
import type { Contribution, Participant, Step } from '../src/protocol/protocol';
import { isConfirmable, openingsFor, speakerOf, withDevice } from '../src/state/without-device';

const ofJan = { author: 'bram', written_for: 'jan', held: false } as Contribution;
const ofBram = { author: 'bram', held: false } as Contribution;
const step = {
  authors: 'named',
  opens: [
    { kind: 'idea', by: ['deelnemer'] },
    { kind: 'answer', by: ['inbrenger'] },
    { kind: 'note', by: ['deelnemer'] },
  ],
} as unknown as Step;
const jan = { id: 'jan', roles: ['deelnemer'], without_device: true } as Participant;

describe('somebody without a device', () => {
  it('is who said it, whoever wrote it down', () => {
    expect([ofJan, ofBram].map(speakerOf)).toEqual(['jan', 'bram']);
    expect(speakerOf({ author: null } as Contribution)).toBeNull();
  });

  it('is written for in what is open to them, never in private or without names', () => {
    expect(openingsFor(jan, step).map(({ kind }) => kind)).toEqual(['idea']);
    const inbrenger = { ...jan, roles: ['inbrenger'] } as Participant;
    expect(openingsFor(inbrenger, step).map(({ kind }) => kind)).toEqual(['answer']);
    expect(openingsFor(jan, { ...step, authors: 'anonymous' })).toEqual([]);
    expect(openingsFor(jan, null)).toEqual([]);
  });

  it('is confirmed once, by somebody else than who wrote it down', () => {
    expect(isConfirmable(ofJan, 'an')).toBe(true);
    expect(isConfirmable(ofJan, 'bram')).toBe(false);
    expect(isConfirmable({ ...ofJan, confirmed_by: 'bo' }, 'an')).toBe(false);
    expect(isConfirmable({ ...ofJan, held: true }, 'an')).toBe(false);
    expect(isConfirmable(ofBram, 'an')).toBe(false);
  });

  it('is not among those who can lead', () => {
    expect(withDevice([jan, { id: 'an' } as Participant])).toEqual([{ id: 'an' }]);
  });
});
