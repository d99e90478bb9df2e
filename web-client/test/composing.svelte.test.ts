/** What the screen for composing groups keeps, with a search that answers when it is told to. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Composing, type Searcher } from '../src/state/composing/composing.svelte';
import { nl } from '../src/i18n/nl/whole';
import { routeOf } from '../src/route';
import { brokenSentence } from '../src/i18n/broken-wish';
import type { News, Order } from '../src/state/composing/work';

class FakeSearcher implements Searcher {
  onmessage: Searcher['onmessage'] = null;
  onerror: Searcher['onerror'] = null;
  orders: Order[] = [];
  ended = false;

  postMessage(order: Order): void {
    this.orders.push(order);
  }

  terminate(): void {
    this.ended = true;
  }

  says(news: News): void {
    this.onmessage?.call(this as never, { data: news } as MessageEvent<News>);
  }
}

const LIST = 'Naam;Team\nAn;Noord\nBo;Noord\nCas;Noord\nDirk;Zuid\nEls;Zuid\nFien;Zuid';

let searchers: FakeSearcher[];
let composing: Composing;
let seed: number;

beforeEach(() => {
  searchers = [];
  seed = 0;
  composing = new Composing(
    () => {
      searchers.push(new FakeSearcher());
      return searchers.at(-1)!;
    },
    () => ++seed,
  );
  composing.text = LIST;
  composing.size = 3;
});

function finds(circles: number[][]): void {
  composing.make(() => undefined);
  searchers.at(-1)!.says({ is: 'ready', circles });
}

const EVEN = [
  [0, 1, 3],
  [2, 4, 5],
];
const sentences = () => {
  const made = composing.made!;
  const about = { ...made, values: made.task.traits.map(({ of }) => of) };
  return composing.broken.map((one) => brokenSentence(one, about, nl.groups));
};

describe('making circles', () => {
  it('says how far it is and ends its worker', () => {
    let ready = 0;
    composing.make(() => (ready += 1));
    expect(composing.busy).toBe(0);
    searchers[0]!.says({ is: 'busy', part: 0.5 });
    expect(composing.busy).toBe(0.5);
    composing.stop();
    searchers[0]!.says({ is: 'ready', circles: EVEN });
    expect(searchers[0]!.orders.map((order) => order.do)).toEqual(['compose', 'stop']);
    expect([composing.busy, ready, searchers[0]!.ended]).toEqual([null, 1, true]);
    expect(composing.composed.map(({ people }) => people.map(({ name }) => name))).toEqual([
      ['An', 'Bo', 'Dirk'],
      ['Cas', 'Els', 'Fien'],
    ]);
  });

  it('has another seed each time, and one worker at a time', () => {
    finds(EVEN);
    composing.make(() => undefined);
    composing.make(() => undefined);
    const seeds = searchers.map(({ orders }) => orders[0]!.do === 'compose' && orders[0]!.seed);
    expect(seeds).toEqual([1, 2, 3]);
    expect(searchers.map(({ ended }) => ended)).toEqual([true, true, false]);
  });

  it('that fails says so and keeps the circles there were', () => {
    finds(EVEN);
    composing.make(() => undefined);
    searchers.at(-1)!.onerror?.call(searchers.at(-1) as never, new Event('error') as ErrorEvent);
    expect([composing.failed, composing.busy]).toEqual([true, null]);
    expect(composing.composed).toHaveLength(2);
  });

  it('is about the list as it was then', () => {
    finds(EVEN);
    expect(composing.changed).toBe(false);
    composing.text = 'Wim\nPim';
    expect(composing.changed).toBe(true);
    expect(composing.composed[0]!.people[0]!.name).toBe('An');
    composing.text = LIST;
    expect(composing.changed).toBe(false);
    composing.traitWishes = ['together', 'mix'];
    expect(composing.changed).toBe(true);
  });
});

describe('another round', () => {
  it('knows the circles of this one, until they are forgotten', () => {
    finds(EVEN);
    composing.remember();
    finds(EVEN);
    expect(composing.broken.filter(({ wish }) => wish === 'met')).toHaveLength(6);
    expect(sentences()[0]).toBe(
      'An en Bo zitten weer samen, in kring 1. Ze zaten al eens bij elkaar.',
    );
    composing.forget(0);
    finds(EVEN);
    expect(composing.broken).toEqual([]);
  });

  it('begins without the reasons that circles had of their own, and keeps the one of all', () => {
    finds(EVEN);
    composing.why = 'Omdat.';
    composing.setOwnReason(1, 'Anders.');
    expect(composing.composed.map(({ why }) => why)).toEqual(['Omdat.', 'Anders.']);
    composing.setOwnReason(1, '');
    expect(composing.composed[1]!.why).toBe('Omdat.');
    composing.setOwnReason(1, 'Anders.');
    finds(EVEN);
    expect(composing.composed.map(({ why }) => why)).toEqual(['Omdat.', 'Omdat.']);
  });
});

describe('a swap by hand', () => {
  it('names what it breaks and nothing that was broken before, and can be undone', () => {
    expect(composing.addPair('apart', 'An', 'Fien')).toBeNull();
    expect(composing.addPair('apart', 'An', 'Bo')).toBeNull();
    finds(EVEN);
    expect(sentences()).toEqual([
      'An en Bo zitten samen in kring 1. Die wilde je uit elkaar houden.',
    ]);
    composing.swap(3, 5);
    expect(composing.lastSwap!.names).toEqual(['Dirk', 'Fien']);
    expect(composing.lastSwap!.breaks).toEqual([{ wish: 'apart', a: 0, b: 5, circle: 0 }]);
    composing.undoSwap();
    expect(composing.made!.circles).toEqual(EVEN);
    expect(composing.broken).toHaveLength(1);
  });

  it('says it of an uneven trait in numbers', () => {
    finds(EVEN);
    composing.swap(3, 2);
    expect(sentences()).toEqual([
      'In kring 1 staat 3 keer “Noord” (Team). Gelijk verdeeld zou dat 1 of 2 keer zijn.',
      'In kring 2 is er niemand met “Noord” (Team). Gelijk verdeeld zou dat 1 of 2 keer zijn.',
      'In kring 1 is er niemand met “Zuid” (Team). Gelijk verdeeld zou dat 1 of 2 keer zijn.',
      'In kring 2 staat 3 keer “Zuid” (Team). Gelijk verdeeld zou dat 1 of 2 keer zijn.',
    ]);
  });
});

describe('a pair', () => {
  it.each([
    ['An', 'Wim', { is: 'unknown', name: 'Wim' }],
    ['', 'An', { is: 'unknown', name: '' }],
    ['An', ' an ', { is: 'same' }],
    ['bo', 'AN', { is: 'there' }],
  ])('of “%s” and “%s” is not added', (one, other, problem) => {
    composing.addPair('apart', 'An', 'Bo');
    expect(composing.addPair('apart', one, other)).toEqual(problem);
    expect(composing.apart).toEqual([['An', 'Bo']]);
  });

  it('that is kept together and apart is named', () => {
    composing.addPair('apart', 'An', 'Bo');
    composing.addPair('together', 'Bo', 'An');
    expect(composing.contradictions).toEqual([['An', 'Bo']]);
    composing.removePair('apart', composing.apart[0]!);
    expect(composing.contradictions).toEqual([]);
  });
});

it('has an address of its own', () => {
  expect(routeOf('/compose', '')).toEqual({ at: 'compose' });
  expect(routeOf('/compose/', '#x')).toEqual({ at: 'compose' });
  expect(routeOf('/compose/more', '')).toEqual({ at: 'unknown' });
});
