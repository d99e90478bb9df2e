/** Simulated annealing over swaps: the same task and seed give the same circles after as many steps. */
import { costsOf, REPEAT_COST } from './costs';
import { Division } from './division';
import { Random } from './random';
import type { Task } from './wishes';

/** Above: most swaps are taken. Below: only those that cost nothing. In the unit of the costs. */
const HOTTEST = 0.5 * REPEAT_COST;
const COLDEST = 0.06 * REPEAT_COST;
/** Swaps tried for each person and round while it cools once; then it is warmed up again. */
const SWAPS_PER_COOLING = 2_500;
/** After each cooling the next takes this much longer. */
const LONGER = 1.5;
/** The temperature follows in so many steps. */
const COOLING_STEPS = 200;

/** Swaps after which a search gives up hope of better: about a second for 200 people. */
export function usualSwaps(people: number, rounds = 1): number {
  return Math.min(6_000_000, 600_000 + 10_000 * people * rounds);
}

/** The members of each circle, in one round. */
export type Circles = number[][];

export class Search {
  private readonly random: Random;
  private readonly division: Division;
  private readonly least: number;
  private readonly best: Int32Array;
  private cost: number;
  private bestCost: number;
  /** Swaps tried so far. */
  tried = 0;
  private coolingFrom = 0;
  private coolingSwaps: number;

  constructor(
    private readonly task: Task,
    seed: number,
    private readonly rounds = 1,
  ) {
    this.random = new Random(seed);
    this.division = new Division(costsOf(task), rounds, this.random);
    this.cost = this.bestCost = this.division.cost();
    this.least = this.division.leastCost();
    this.best = this.division.personAt.slice();
    this.coolingSwaps = SWAPS_PER_COOLING * task.people * rounds;
  }

  /** Nothing better exists, or there is nothing to swap. */
  get done(): boolean {
    return this.bestCost <= this.least || this.task.sizes.length < 2;
  }

  /** Tries so many swaps, or fewer if nothing better exists. */
  run(swaps: number): void {
    const end = this.tried + swaps;
    while (this.tried < end && !this.done) {
      if (this.tried >= this.coolingFrom + this.coolingSwaps) {
        this.coolingFrom = this.tried;
        this.coolingSwaps = Math.ceil(this.coolingSwaps * LONGER);
      }
      const part = Math.ceil(this.coolingSwaps / COOLING_STEPS);
      const step = Math.floor((this.tried - this.coolingFrom) / part);
      const partEnd = this.coolingFrom + (step + 1) * part;
      const temperature = HOTTEST * (COLDEST / HOTTEST) ** (step / (COOLING_STEPS - 1));
      this.runAt(temperature, Math.min(end, partEnd));
    }
  }

  private runAt(temperature: number, end: number): void {
    const { random, division } = this;
    const { people, blockOf } = division.costs;
    for (; this.tried < end; this.tried++) {
      const round = this.rounds === 1 ? 0 : random.below(this.rounds);
      const a = random.below(people);
      const b = random.below(people);
      if (division.circleOf(round, a) === division.circleOf(round, b)) continue;
      if (blockOf[a]! >= 0)
        this.moveBlock(round, blockOf[a]!, division.circleOf(round, b), temperature);
      else if (blockOf[b]! >= 0) {
        this.moveBlock(round, blockOf[b]!, division.circleOf(round, a), temperature);
      } else {
        const difference = division.difference(round, a, b);
        if (!this.takes(difference, temperature)) continue;
        division.swap(round, a, b);
        this.moved(difference);
      }
      if (this.bestCost <= this.least) return;
    }
  }

  private takes(difference: number, temperature: number): boolean {
    return difference <= 0 || this.random.fraction() < Math.exp(-difference / temperature);
  }

  private moved(difference: number): void {
    this.cost += difference;
    if (this.cost >= this.bestCost) return;
    this.bestCost = this.cost;
    this.best.set(this.division.personAt);
  }

  /** A block changes places with as many people of another circle, who are whole blocks or single. */
  private moveBlock(round: number, block: number, to: number, temperature: number): void {
    const { division } = this;
    const members = division.costs.blocks[block]!;
    const others = this.asMany(round, to, members.length);
    if (others === null) return;
    let difference = 0;
    members.forEach((one, n) => {
      difference += division.difference(round, one, others[n]!);
      division.swap(round, one, others[n]!);
    });
    if (this.takes(difference, temperature)) return this.moved(difference);
    members.forEach((one, n) => division.swap(round, one, others[n]!));
  }

  /** So many people of a circle, without splitting a block; `null` if it was not found at once. */
  private asMany(round: number, circle: number, wanted: number): number[] | null {
    const { division, random } = this;
    const { blockOf, blocks } = division.costs;
    const members = division.membersOf(round, circle);
    const first = random.below(members.length);
    const found: number[] = [];
    for (let n = 0; n < members.length && found.length < wanted; n++) {
      const one = members[(first + n) % members.length]!;
      const unit = blockOf[one]! < 0 ? [one] : blocks[blockOf[one]!]!;
      if (found.includes(one) || found.length + unit.length > wanted) continue;
      found.push(...unit);
    }
    return found.length === wanted ? found : null;
  }

  /** The best of each round so far: members in the order of the list, circles by their first member. */
  circles(): Circles[] {
    const { people, sizes } = this.division.costs;
    return Array.from({ length: this.rounds }, (_, round) => {
      let seat = round * people;
      const circles = sizes.map((size) => {
        const members = [...this.best.subarray(seat, seat + size)];
        seat += size;
        return members.sort((one, other) => one - other);
      });
      return circles.sort((one, other) => one[0]! - other[0]!);
    });
  }
}
