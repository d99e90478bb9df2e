// @vitest-environment jsdom
import { flushSync } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Contribution, Me, Record as ViewRecord } from '../src/protocol/protocol';
import { EMPTY_VIEW, fromSnapshot, withUpdate, type View } from '../src/state/fold';
import { LiveView } from '../src/state/live-view.svelte';

function written(id: string, question: string | null, edited = false): ViewRecord & Contribution {
  const content =
    question === null
      ? ({ kind: 'question', text: id, category: null } as const)
      : ({ kind: 'answer', text: id, question } as const);
  return {
    type: 'contribution',
    id,
    author: 'an',
    mine: false,
    round: 1,
    at: { phase: 'verkenning', step: 'vragen' },
    held: false,
    content,
    response: null,
    supporters: [],
    chosen: false,
    edited,
  };
}

const me = (name: string) => ({ type: 'me', id: name }) as unknown as ViewRecord & Me;

let cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups) cleanup();
  cleanups = [];
});

/** Everything that this reading gave, each time it was run. */
function watch<T>(read: () => T): T[] {
  const seen: T[] = [];
  const stop = $effect.root(() => {
    $effect(() => {
      seen.push(read());
    });
  });
  cleanups.push(stop);
  flushSync();
  return seen;
}

function shows(live: LiveView, view: View): View {
  live.show(view);
  flushSync();
  return view;
}

const ids = (list: readonly Contribution[]) => list.map((one) => one.id);

describe('the view that is shown', () => {
  it('does not run again what reads another record', () => {
    const live = new LiveView();
    const view = shows(live, fromSnapshot([me('an'), written('q', null)]));
    const who = watch(() => live.me?.id);
    const count = watch(() => live.contributions.size);
    shows(live, withUpdate(view, [written('r', null)], []));
    expect(who).toEqual(['an']);
    expect(count).toEqual([1, 2]);
    shows(live, withUpdate(view, [me('bo')], []));
    expect(who).toEqual(['an', 'bo']);
  });

  it('does not run again the answers to one question when others are written', () => {
    const live = new LiveView();
    let view = shows(
      live,
      fromSnapshot([written('q', null), written('r', null), written('a', 'q'), written('b', 'r')]),
    );
    const answers = watch(() => ids(live.answersTo('q')));
    view = shows(live, withUpdate(view, [written('s', null), written('c', 'r')], []));
    expect(answers).toEqual([['a']]);
    shows(live, withUpdate(view, [written('d', 'q')], []));
    expect(answers).toEqual([['a'], ['a', 'd']]);
  });

  it('shows the first answer, a changed one, and that one is gone', () => {
    const live = new LiveView();
    let view = shows(live, fromSnapshot([written('q', null)]));
    const texts = watch(() => live.answersTo('q').map((one) => one.edited));
    view = shows(live, withUpdate(view, [written('a', 'q')], []));
    view = shows(live, withUpdate(view, [written('a', 'q', true)], []));
    shows(live, withUpdate(view, [], [{ type: 'contribution', id: 'a' }]));
    expect(texts).toEqual([[], [false], [true], []]);
  });

  it('is empty again once the meeting is forgotten', () => {
    const live = new LiveView();
    shows(live, fromSnapshot([me('an'), written('q', null), written('a', 'q')]));
    shows(live, EMPTY_VIEW);
    expect(live.me).toBe(null);
    expect(live.contributions.size).toBe(0);
    expect(live.answersTo('q')).toEqual([]);
  });
});
