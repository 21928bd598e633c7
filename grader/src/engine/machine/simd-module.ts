import { loadWat } from "../wat/load-wat.ts";

/**
 * Multiplies every lane of every accumulator and adds to it, `rounds` times (at least once).
 *
 * @returns the sum of the accumulators' first lanes
 */
export type MultiplyAdd = (multiplier: number, addend: number, rounds: number) => number;

/** The same loop for both shapes of vectors. */
export interface SimdKernels {
  /** Four floats at a time. */
  readonly f32x4: MultiplyAdd;
  /** Two doubles at a time. */
  readonly f64x2: MultiplyAdd;
}

/** Independent chains of operations in multiply-add.wat, which says why so many. */
export const accumulators = 12;

/** Compiles the loops. */
export function compileSimdKernels(): SimdKernels {
  const module = loadWat(new URL("multiply-add.wat", import.meta.url));
  return new WebAssembly.Instance(module).exports as SimdKernels;
}
