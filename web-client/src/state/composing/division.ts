/** Circles of one or more rounds, in which two people swap and the difference in cost is known at once. */
import { HARD_COST, pairsAmong, REPEAT_COST, type Costs } from './costs';
import type { Random } from './random';

export class Division {
  /** [round * people + seat]: who sits there. The seats of a circle are a range. */
  readonly personAt: Int32Array;
  /** [round * people + person] */
  private readonly seatOf: Int32Array;
  private readonly circleOfSeat: Int32Array;
  private readonly firstSeat: Int32Array;
  private readonly sizeClass: Int32Array;
  /** [person * people + person]: what one more meeting of two costs now. */
  private readonly pairs: Int32Array;
  /** [(round * circles + circle) * values + value] */
  private readonly counts: Int32Array;
  /** In one round nobody meets twice; in more, a pair that meets counts for the next round. */
  private readonly repeat: number;

  constructor(
    readonly costs: Costs,
    readonly rounds: number,
    random: Random,
  ) {
    const { people, sizes, values } = costs;
    this.personAt = new Int32Array(rounds * people);
    this.seatOf = new Int32Array(rounds * people);
    this.pairs = costs.pairs.slice();
    this.counts = new Int32Array(rounds * sizes.length * values);
    this.repeat = rounds > 1 ? REPEAT_COST : 0;
    this.circleOfSeat = Int32Array.from(sizes.flatMap((size, n) => Array<number>(size).fill(n)));
    this.firstSeat = new Int32Array(sizes.length + 1);
    sizes.forEach((size, n) => (this.firstSeat[n + 1] = this.firstSeat[n]! + size));
    this.sizeClass = Int32Array.from(sizes, (size) => (size === sizes[0] ? 0 : 1));
    for (let round = 0; round < rounds; round++) this.seat(round, random);
  }

  /** Blocks where they fit, then everybody else in a random order. */
  private seat(round: number, random: Random): void {
    const { people, blocks, blockCircles, blockOf } = this.costs;
    const next = this.firstSeat.slice();
    const sit = (person: number, circle: number) => this.sit(round, person, next[circle]!++);
    blocks.forEach((members, n) => members.forEach((one) => sit(one, blockCircles[n]!)));
    const others = Array.from({ length: people }, (_, n) => n).filter((n) => blockOf[n]! < 0);
    for (let n = others.length - 1; n > 0; n--) {
      const other = random.below(n + 1);
      [others[n], others[other]] = [others[other]!, others[n]!];
    }
    let circle = 0;
    for (const person of others) {
      while (next[circle] === this.firstSeat[circle + 1]) circle++;
      sit(person, circle);
    }
    for (let c = 0; c < this.costs.sizes.length; c++) this.enterCircle(round, c);
  }

  private sit(round: number, person: number, seat: number): void {
    this.personAt[round * this.costs.people + seat] = person;
    this.seatOf[round * this.costs.people + person] = seat;
  }

  /** Counts the values and the meetings of a circle that was just filled. */
  private enterCircle(round: number, circle: number): void {
    const { people, valueOf, traits, values, sizes } = this.costs;
    const members = this.membersOf(round, circle);
    for (const person of members) {
      for (let trait = 0; trait < traits; trait++) {
        const value = valueOf[trait * people + person]!;
        if (value >= 0) this.counts[(round * sizes.length + circle) * values + value]! += 1;
      }
      for (const other of members) {
        if (other !== person) this.pairs[person * people + other]! += this.repeat;
      }
    }
  }

  membersOf(round: number, circle: number): Int32Array {
    const first = round * this.costs.people;
    return this.personAt.subarray(
      first + this.firstSeat[circle]!,
      first + this.firstSeat[circle + 1]!,
    );
  }

  circleOf(round: number, person: number): number {
    return this.circleOfSeat[this.seatOf[round * this.costs.people + person]!]!;
  }

  /** What a swap of two people in different circles adds to the cost; nothing changes. */
  difference(round: number, a: number, b: number): number {
    const { people } = this.costs;
    const { personAt, pairs, firstSeat } = this;
    const first = round * people;
    const here = this.circleOf(round, a);
    const there = this.circleOf(round, b);
    const ofA = a * people;
    const ofB = b * people;
    let sum = 0;
    const hereEnd = first + firstSeat[here + 1]!;
    for (let seat = first + firstSeat[here]!; seat < hereEnd; seat++) {
      const other = personAt[seat]!;
      if (other !== a) sum += pairs[ofB + other]! - pairs[ofA + other]!;
    }
    const thereEnd = first + firstSeat[there + 1]!;
    for (let seat = first + firstSeat[there]!; seat < thereEnd; seat++) {
      const other = personAt[seat]!;
      if (other !== b) sum += pairs[ofA + other]! - pairs[ofB + other]!;
    }
    const { sizes } = this.costs;
    // Each of those who meet now counts one meeting too many in `pairs`.
    sum += this.repeat * (sizes[here]! + sizes[there]! - 2);
    return sum + this.traitDifference(round, a, b, here, there);
  }

  private traitDifference(round: number, a: number, b: number, here: number, there: number) {
    const { people, traits, values, valueOf, sizes, table, stride } = this.costs;
    const countsHere = (round * sizes.length + here) * values;
    const countsThere = (round * sizes.length + there) * values;
    const tableHere = this.sizeClass[here]! * values;
    const tableThere = this.sizeClass[there]! * values;
    let sum = 0;
    for (let trait = 0; trait < traits; trait++) {
      const ofA = valueOf[trait * people + a]!;
      const ofB = valueOf[trait * people + b]!;
      if (ofA === ofB) continue;
      if (ofA >= 0) {
        const leaves = (tableHere + ofA) * stride + this.counts[countsHere + ofA]!;
        const enters = (tableThere + ofA) * stride + this.counts[countsThere + ofA]!;
        sum += table[leaves - 1]! - table[leaves]! + table[enters + 1]! - table[enters]!;
      }
      if (ofB >= 0) {
        const leaves = (tableThere + ofB) * stride + this.counts[countsThere + ofB]!;
        const enters = (tableHere + ofB) * stride + this.counts[countsHere + ofB]!;
        sum += table[leaves - 1]! - table[leaves]! + table[enters + 1]! - table[enters]!;
      }
    }
    return sum;
  }

  swap(round: number, a: number, b: number): void {
    const here = this.circleOf(round, a);
    const there = this.circleOf(round, b);
    this.recount(round, a, here, there);
    this.recount(round, b, there, here);
    if (this.repeat > 0) {
      this.meets(round, here, a, b);
      this.meets(round, there, b, a);
    }
    const first = round * this.costs.people;
    const seat = this.seatOf[first + a]!;
    this.sit(round, a, this.seatOf[first + b]!);
    this.sit(round, b, seat);
  }

  private recount(round: number, person: number, from: number, to: number): void {
    const { people, traits, values, valueOf, sizes } = this.costs;
    for (let trait = 0; trait < traits; trait++) {
      const value = valueOf[trait * people + person]!;
      if (value < 0) continue;
      this.counts[(round * sizes.length + from) * values + value]! -= 1;
      this.counts[(round * sizes.length + to) * values + value]! += 1;
    }
  }

  /** One leaves a circle and another comes in their place. */
  private meets(round: number, circle: number, leaves: number, comes: number): void {
    const { people } = this.costs;
    const { pairs, repeat } = this;
    for (const other of this.membersOf(round, circle)) {
      if (other === leaves) continue;
      pairs[leaves * people + other]! -= repeat;
      pairs[other * people + leaves]! -= repeat;
      pairs[comes * people + other]! += repeat;
      pairs[other * people + comes]! += repeat;
    }
  }

  /** The whole cost, counted anew. */
  cost(): number {
    const { people, sizes, values, table, stride, fixedPairs, pairs } = this.costs;
    const met = new Int32Array(people * people);
    let sum = HARD_COST * fixedPairs * this.rounds;
    for (let round = 0; round < this.rounds; round++) {
      for (let circle = 0; circle < sizes.length; circle++) {
        const members = this.membersOf(round, circle);
        members.forEach((a, n) => {
          for (const b of members.subarray(n + 1)) {
            const pair = Math.min(a, b) * people + Math.max(a, b);
            sum += pairs[pair]! + this.repeat * met[pair]!;
            met[pair]! += 1;
          }
        });
        for (let value = 0; value < values; value++) {
          const here = this.counts[(round * sizes.length + circle) * values + value]!;
          sum += table[(this.sizeClass[circle]! * values + value) * stride + here]!;
        }
      }
    }
    return sum;
  }

  /** No division costs less. */
  leastCost(): number {
    const { pairsInBlocks, leastTraitCost } = this.costs;
    return this.repeat * pairsInBlocks * pairsAmong(this.rounds) + leastTraitCost * this.rounds;
  }
}
