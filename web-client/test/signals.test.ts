import { describe, expect, it } from 'vitest';
import { signalsBetween, weightOf, type Moment, type Signal } from '../src/state/signals';

const QUIET: Moment = {
  where: '1.brainstorm/ideas',
  speaks: false,
  next: false,
  hands: [],
  spotlight: '',
  counted: false,
  silent: false,
  leftMs: 120_000,
  texts: 0,
  safe: true,
};

const between = (before: Partial<Moment>, after: Partial<Moment>) =>
  signalsBetween({ ...QUIET, ...before }, { ...QUIET, ...after }, (id) => id.toUpperCase());

describe('what somebody would miss while they look at the video call', () => {
  it('is nothing while nothing changes', () => {
    expect(between({}, {})).toEqual([]);
    expect(between({ speaks: true }, { speaks: true })).toEqual([]);
  });

  it('is that it is their turn, or that they are next, each once', () => {
    expect(between({}, { next: true })).toEqual([{ signal: 'next_turn' }]);
    expect(between({ next: true }, { speaks: true })).toEqual([{ signal: 'your_turn' }]);
  });

  it('is each hand that goes up, by name, and none that goes down', () => {
    expect(between({ hands: ['an'] }, { hands: ['an', 'bo', 'chi'] })).toEqual([
      { signal: 'hand', name: 'BO' },
      { signal: 'hand', name: 'CHI' },
    ]);
    expect(between({ hands: ['an'] }, { hands: [] })).toEqual([]);
  });

  it('is the last minute and the end of the time, again after time was added', () => {
    expect(between({ leftMs: 60_400 }, { leftMs: 59_900 })).toEqual([{ signal: 'minute_left' }]);
    expect(between({ leftMs: 59_900 }, { leftMs: 59_400 })).toEqual([]);
    expect(between({ leftMs: 100 }, { leftMs: -400 })).toEqual([{ signal: 'time_up' }]);
    expect(between({ leftMs: -400 }, { leftMs: 59_600 })).toEqual([]);
    expect(between({ leftMs: 100 }, { leftMs: null })).toEqual([]);
  });

  it('is the end of a silence and the counted votes, not what another step brings', () => {
    expect(between({ silent: true }, {})).toEqual([{ signal: 'silence_over' }]);
    expect(between({}, { counted: true })).toEqual([{ signal: 'votes_counted' }]);
    const elsewhere = { where: '1.plan/plan', counted: true, texts: 9, leftMs: 30_000 };
    expect(between({ silent: true }, elsewhere)).toEqual([]);
  });

  it('is the text that is put in front of everybody, and not that it is over', () => {
    const signal = { signal: 'spotlight', text: 'Wat wil Sam?' };
    expect(between({}, { spotlight: 'Wat wil Sam?' })).toEqual([signal]);
    expect(between({ spotlight: 'Durf ik?' }, { spotlight: 'Wat wil Sam?' })).toEqual([signal]);
    expect(between({ spotlight: 'Wat wil Sam?' }, { spotlight: 'Wat wil Sam?' })).toEqual([]);
    expect(between({ spotlight: 'Wat wil Sam?' }, {})).toEqual([]);
  });

  it('is how many texts came in, and that the connection went or came back', () => {
    expect(between({ texts: 2 }, { texts: 5 })).toEqual([{ signal: 'new_texts', count: 3 }]);
    expect(between({ texts: 2 }, { texts: 1 })).toEqual([]);
    expect(between({}, { safe: false })).toEqual([{ signal: 'offline' }]);
    expect(between({ safe: false }, {})).toEqual([{ signal: 'online' }]);
  });

  it('is felt where something is asked of them, and only read where others did something', () => {
    const felt: Signal['signal'][] = ['your_turn', 'next_turn', 'silence_over', 'time_up'];
    for (const signal of felt) {
      expect(weightOf({ signal } as Signal)).toMatchObject({ concerns: 'mine', felt: true });
    }
    expect(weightOf({ signal: 'new_texts', count: 1 })).toEqual({
      concerns: 'all',
      shown: false,
      felt: false,
    });
  });
});
