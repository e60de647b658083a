/** Seeded randomness, so that a run can be repeated to the byte (mulberry32). */
export class Randomness {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Goes on from here without disturbing this one. */
  copy(): Randomness {
    return new Randomness(this.state);
  }

  /** Two that stand here go on alike. */
  get position(): number {
    return this.state;
  }

  /** 0 <= x < 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    const { state } = this;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** 0 <= n < `limit`, whole. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}

export function generator(seed: number): () => number {
  const source = new Randomness(seed);
  return () => source.next();
}

export function randomSource(seed: number): (length: number) => Uint8Array {
  const source = new Randomness(seed);
  return (length) => source.bytes(length);
}
