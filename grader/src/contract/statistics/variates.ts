import { normalQuantile } from "./normal-quantile.ts";

/** Random numbers of a seeded generator, for simulations: the same seed gives the same numbers. */
export interface Variates {
  /** Of the standard normal distribution. */
  normal(): number;
  /** A whole number below `count`, each as likely. */
  index(count: number): number;
  /** Of the chi-square distribution. */
  chiSquare(degreesOfFreedom: number): number;
}

/** A generator seeded by a 32-bit integer. */
export function createVariates(seed: number): Variates {
  const next = mulberry32(seed);
  const uniform = () => (next() + 0.5) / 2 ** 32;
  const normal = () => normalQuantile(uniform());
  const index = (count: number) => Math.floor(uniform() * count);
  return { normal, index, chiSquare: (degrees) => drawChiSquare(degrees, uniform, normal) };
}

/**
 * Twice the sum of an exponential variable for every two degrees of freedom, and the square of a
 * normal one for an odd one. D. E. Knuth, The Art of Computer Programming, volume 2, section 3.4.1.
 */
function drawChiSquare(degrees: number, uniform: () => number, normal: () => number): number {
  let sum = degrees % 2 === 1 ? normal() ** 2 : 0;
  for (let pair = 1; pair <= degrees / 2; pair++) sum -= 2 * Math.log(uniform());
  return sum;
}

/** Tommy Ettinger's generator, in the public domain: 32 bits of state, a period of 2³². */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
