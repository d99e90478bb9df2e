/** Random numbers that a seed decides (sfc32), so that the same wishes give the same circles. */
export class Random {
  private a: number;
  private b = 0x9e3779b9 | 0;
  private c = 0x243f6a88;
  private counter = 1;

  constructor(seed: number) {
    this.a = seed | 0;
    for (let n = 0; n < 15; n++) this.next();
  }

  /** From 0 up to but not including 2^32. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 up to but not including `bound`, which is at most 2^20. */
  below(bound: number): number {
    return Math.floor((this.next() / 4_294_967_296) * bound);
  }

  /** From 0 up to but not including 1. */
  fraction(): number {
    return this.next() / 4_294_967_296;
  }
}
