import { describe, expect, it } from 'vitest';
import type { Content, Contribution, Participant } from '../src/protocol/protocol';
import type { MeetingView } from '../src/state/meeting-view.svelte';
import { goesAlong, isOfTaken, saidOf, takeableOf, takenHere } from '../src/state/taking';

const action = (what: string): Content => ({
  kind: 'action',
  what,
  who: '',
  by_when: '',
  evaluation: '',
});

function one(id: string, author: string, content: Content, more: Partial<Contribution> = {}) {
  return { id, author, mine: false, held: false, round: 1, content, ...more } as Contribution;
}

function lookback(id: string, author: string, of: string, progress?: 'done' | 'partly') {
  const at = { phase: 'terug', step: 'terug' };
  return one(id, author, { kind: 'lookback', text: '', of, progress }, { at });
}

function view(contributions: Contribution[]): MeetingView {
  const people = ['bo', 'an'].map((id) => [id, { id, name: id } as Participant] as const);
  return {
    contributions,
    me: { id: 'an' },
    stage: { position: { phase: 'terug', step: 'terug' } },
    view: { participants: new Map(people) },
  } as unknown as MeetingView;
}

const came = { taken_from_ms: 1, round: 0, at: { phase: 'terug', step: 'terug' } };

describe('what somebody can take along', () => {
  it('is their own, with their name on it, and of the kinds that go on', () => {
    const evaluation: Content = {
      kind: 'evaluation',
      worth_it: null,
      why: 'x',
      keep: '',
      change: '',
    };
    const found = takeableOf(
      view([
        one('a', 'an', action('bellen')),
        one('b', 'bo', action('van Bo')),
        one('c', 'an', action('voor Jan'), { written_for: 'jan' }),
        one('d', 'an', { kind: 'idea', text: 'x' }),
        one('e', 'an', evaluation),
        one('f', 'an', { ...evaluation, keep: 'de kring' }),
        one('g', 'an', action('bleef wachten'), { held: true, taken_from_ms: 1 }),
      ]),
    );
    expect(found.map(({ id }) => id)).toEqual(['a', 'f', 'g']);
  });

  it('is ticked where it is to be done, and is not done yet', () => {
    const taken = one('a', 'an', action('bellen'), came);
    expect(goesAlong(taken, null)).toBe(true);
    expect(goesAlong(taken, lookback('x', 'an', 'a', 'partly'))).toBe(true);
    expect(goesAlong(taken, lookback('x', 'an', 'a', 'done'))).toBe(false);
    expect(goesAlong(one('b', 'an', { kind: 'takeaway', text: 'rust' }), null)).toBe(false);
  });
});

describe('what was taken along', () => {
  const all = [
    one('a', 'bo', action('van Bo'), came),
    one('b', 'an', action('van An'), came),
    one('c', 'an', action('wacht nog'), { ...came, held: true }),
    lookback('x', 'bo', 'a', 'done'),
    lookback('y', 'bo', 'weg'),
  ];

  it('stands by person, one’s own first, with what is said of it', () => {
    const cards = takenHere(view(all));
    expect(cards.map(({ person }) => person.id)).toEqual(['an', 'bo']);
    expect(cards[1]!.lines.map(({ one: { id }, said }) => [id, said?.id])).toEqual([['a', 'x']]);
    expect(saidOf(all, all[1]!)).toBeNull();
  });

  it('stands in no other list of its phase, and neither does what is said of it', () => {
    const inCards = (phase: string) =>
      all.filter((text) => isOfTaken(text, all, phase)).map(({ id }) => id);
    expect(inCards('terug')).toEqual(['a', 'b', 'c', 'x']);
    expect(inCards('later')).toEqual([]);
  });
});
