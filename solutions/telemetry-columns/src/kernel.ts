import bytes from "./kernel.wat";

interface Kernel {
  readonly memory: WebAssembly.Memory;
  /** One pass over the floats in the bytes from `at` to `end`; writes all of TOTALS but `outside`. */
  scan(at: number, end: number, shift: number): void;
  /** One pass that counts the floats below `low` and above `high`; writes TOTALS.outside. */
  countOutside(at: number, end: number, low: number, high: number): void;
}

/** Byte offsets of the results: vectors, whose lanes are still to be combined. */
export const TOTALS = { sum: 0, squares: 16, min: 32, max: 48, present: 64, outside: 80 } as const;

/** The byte where a column begins. Its end is padded to whole vectors with NaN. */
export const COLUMN = 128;

export const kernel = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Kernel;
