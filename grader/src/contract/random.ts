/**
 * A deterministic source of randomness: the same seed gives the same values on every machine.
 * Inputs are made with it and with nothing else, so that a grading can be explained from its seeds.
 */
export interface Random {
  /** A float, uniform in [0, 1), with 32 bits of resolution. */
  float(): number;
  /** An integer, uniform in [from, to], both ends included. */
  int(from: number, to: number): number;
  /** One element of a non-empty array. */
  pick<T>(items: readonly T[]): T;
  /** A new array with the same elements in random order. */
  shuffle<T>(items: readonly T[]): T[];
  /** True with the given probability. */
  chance(probability: number): boolean;
}

/**
 * A generator seeded by a 32-bit integer.
 * sfc32 by Chris Doty-Humphrey (PractRand), its state filled by splitmix32.
 */
export function createRandom(seed: number): Random {
  const next = sfc32(seed);
  const float = () => next() / 2 ** 32;
  const int = (from: number, to: number) => from + Math.floor(float() * (to - from + 1));
  return {
    float,
    int,
    chance: (probability) => float() < probability,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError("random.pick needs a non-empty array");
      return items[int(0, items.length - 1)] as T;
    },
    shuffle<T>(items: readonly T[]): T[] {
      const result = [...items];
      for (let last = result.length - 1; last > 0; last--) {
        const other = int(0, last);
        [result[last], result[other]] = [result[other] as T, result[last] as T];
      }
      return result;
    },
  };
}

function sfc32(seed: number): () => number {
  const fill = splitmix32(seed);
  let a = fill();
  let b = fill();
  let c = fill();
  let counter = 1;
  return () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}
