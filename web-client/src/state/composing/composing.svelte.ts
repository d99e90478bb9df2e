/** What a trainer has entered, and the circles that were made of it. It lives as long as the screen. */
import { brokenWishes, newlyBroken, type Broken } from './broken';
import { parseEarlier } from './earlier';
import { parsePeople } from './parse';
import { findName, indexOfNames, nameKey, type Pair, type Person, type Round } from './people';
import { composedCircles, swapped, type ComposedCircle } from './result';
import type { Circles } from './search';
import { circleSizes, type SizeWish } from './sizes';
import { taskOf, type Task, type TraitWish, type Wishes } from './wishes';
import type { News, Order } from './work';

/** Circles, and the list and wishes that they were made of. */
export interface Made {
  people: Person[];
  traits: string[];
  wishes: Wishes;
  task: Task;
  circles: Circles;
}

/** The last swap by hand. */
export interface Swap {
  names: Pair;
  breaks: Broken[];
  before: Circles;
}

/** The part of a worker that is used. */
export type Searcher = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

export type PairProblem = { is: 'unknown'; name: string } | { is: 'same' } | { is: 'there' };

export class Composing {
  text = $state('');
  /** Whether the first line is headings; `null` while nobody said so. */
  headings = $state<boolean | null>(null);
  sizeBy = $state<SizeWish['by']>('size');
  size = $state<number | null>(6);
  count = $state<number | null>(4);
  traitWishes = $state<TraitWish[]>(['mix', 'mix']);
  apart = $state.raw<Pair[]>([]);
  together = $state.raw<Pair[]>([]);
  earlierText = $state('');
  /** Rounds that were made here and are remembered. */
  rounds = $state.raw<Round[]>([]);
  why = $state('');
  /** By circle, from 0. */
  ownReasons = $state.raw<ReadonlyMap<number, string>>(new Map());

  made = $state.raw<Made | null>(null);
  lastSwap = $state.raw<Swap | null>(null);
  /** How far the search is, from 0 to 1; `null` while there is none. */
  busy = $state<number | null>(null);
  failed = $state(false);

  readonly list = $derived(parsePeople(this.text, this.headings));
  readonly people = $derived(this.list.people);
  readonly earlier = $derived(parseEarlier(this.earlierText, this.people));
  readonly sizeWish = $derived<SizeWish>(
    this.sizeBy === 'size'
      ? { by: 'size', size: Math.max(2, this.size ?? 6) }
      : { by: 'count', count: Math.max(1, this.count ?? 1) },
  );
  readonly sizes = $derived(circleSizes(this.people.length, this.sizeWish));
  readonly wishes = $derived<Wishes>({
    size: this.sizeWish,
    traits: this.traitWishes.slice(0, this.list.traits.length),
    apart: this.apart,
    together: this.together,
    earlier: [...this.rounds, this.earlier.circles],
  });
  readonly broken = $derived(this.made ? brokenWishes(this.made.task, this.made.circles) : []);
  readonly composed = $derived<ComposedCircle[]>(
    this.made
      ? composedCircles(this.made.people, this.made.circles, this.why, this.ownReasons)
      : [],
  );
  /** Whether something was changed after the circles were made. */
  readonly changed = $derived(
    this.made !== null &&
      JSON.stringify([this.made.people, this.made.wishes]) !==
        JSON.stringify([this.people, this.wishes]),
  );

  private searcher: Searcher | null = null;

  constructor(
    private readonly newSearcher: () => Searcher,
    private readonly newSeed: () => number,
  ) {}

  /** Finds circles; `ready` is called once they are there. */
  make(ready: () => void): void {
    this.end();
    const { people, wishes } = this;
    const { traits } = this.list;
    const task = taskOf(people, wishes);
    this.failed = false;
    this.busy = 0;
    const searcher = (this.searcher = this.newSearcher());
    searcher.onmessage = ({ data }: MessageEvent<News>) => {
      if (data.is === 'busy') {
        this.busy = data.part;
        return;
      }
      this.end();
      this.made = { people, traits, wishes, task, circles: data.circles };
      this.ownReasons = new Map();
      this.lastSwap = null;
      ready();
    };
    searcher.onerror = () => {
      this.end();
      this.failed = true;
    };
    searcher.postMessage({ do: 'compose', task, seed: this.newSeed() } satisfies Order);
  }

  /** The best so far comes as the result. */
  stop(): void {
    this.searcher?.postMessage({ do: 'stop' } satisfies Order);
  }

  end(): void {
    this.searcher?.terminate();
    this.searcher = null;
    this.busy = null;
  }

  /** The circles of now are an earlier round from here on. */
  remember(): void {
    if (!this.made) return;
    const { people, circles } = this.made;
    this.rounds = [
      ...this.rounds,
      circles.map((members) => members.map((one) => people[one]!.name)),
    ];
  }

  forget(round: number): void {
    this.rounds = this.rounds.filter((_, n) => n !== round);
  }

  swap(a: number, b: number): void {
    if (!this.made) return;
    const before = this.made;
    const circles = swapped(before.circles, a, b);
    const broken = this.broken;
    this.made = { ...before, circles };
    this.lastSwap = {
      names: [before.people[a]!.name, before.people[b]!.name],
      breaks: newlyBroken(broken, this.broken),
      before: before.circles,
    };
  }

  undoSwap(): void {
    if (!this.made || !this.lastSwap) return;
    this.made = { ...this.made, circles: this.lastSwap.before };
    this.lastSwap = null;
  }

  /** An empty text is none: the circle has the reason of all then. */
  setOwnReason(circle: number, text: string | null): void {
    const reasons = new Map(this.ownReasons);
    if (text === null) reasons.delete(circle);
    else reasons.set(circle, text);
    this.ownReasons = reasons;
  }

  /** Adds two people to those who are kept together or apart, or says why not. */
  addPair(to: 'apart' | 'together', one: string, other: string): PairProblem | null {
    const byKey = indexOfNames(this.people);
    const found = [one, other].map((name) => findName(byKey, name));
    const missing = found.indexOf(undefined);
    if (missing >= 0) return { is: 'unknown', name: [one, other][missing]!.trim() };
    const [a, b] = found.map((index) => this.people[index!]!.name) as [string, string];
    if (a === b) return { is: 'same' };
    if (this[to].some((pair) => samePair(pair, [a, b]))) return { is: 'there' };
    this[to] = [...this[to], [a, b]];
    return null;
  }

  removePair(from: 'apart' | 'together', pair: Pair): void {
    this[from] = this[from].filter((one) => one !== pair);
  }

  /** Pairs that are wished both together and apart. */
  get contradictions(): Pair[] {
    return this.apart.filter((pair) => this.together.some((one) => samePair(one, pair)));
  }

  knows(name: string): boolean {
    return findName(indexOfNames(this.people), name) !== undefined;
  }
}

function samePair(one: Pair, other: Pair): boolean {
  const key = (pair: Pair) => pair.map(nameKey).sort().join('\n');
  return key(one) === key(other);
}
