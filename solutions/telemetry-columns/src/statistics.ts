import { COLUMN, kernel, TOTALS } from "./kernel.ts";

export interface Statistics {
  readonly present: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly deviation: number | null;
  readonly outliers: number;
}

const NOTHING_PRESENT: Statistics = {
  present: 0,
  mean: null,
  min: null,
  max: null,
  deviation: null,
  outliers: 0,
};

const PAGE_BYTES = 65_536;
const FLOAT_BYTES = 4;
const VECTOR_BYTES = 16;

const oneFloat = new Float32Array(1);
const oneFloatBits = new Int32Array(oneFloat.buffer);

let memory = viewMemory();

/** Statistics of the values that are not NaN; `threshold` is in standard deviations. */
export function columnStatistics(values: Float32Array, threshold: number): Statistics {
  // Distances are taken from a reading, not from zero: squares of large readings would cancel.
  let first = 0;
  while (first < values.length && Number.isNaN(values[first])) first++;
  const shift = values[first];
  if (shift === undefined) return NOTHING_PRESENT;

  const end = load(values);
  kernel.scan(COLUMN, end, shift);
  const present = fold(memory.integers, TOTALS.present, add);
  const sum = fold(memory.doubles, TOTALS.sum, add);
  const squares = fold(memory.doubles, TOTALS.squares, add);
  const min = fold(memory.floats, TOTALS.min, Math.min);
  const max = fold(memory.floats, TOTALS.max, Math.max);

  const mean = shift + sum / present;
  if (present === 1) return { present, mean, min, max, deviation: null, outliers: 0 };
  const deviation = Math.sqrt((squares - (sum * sum) / present) / (present - 1));
  const low = mean - threshold * deviation;
  const high = mean + threshold * deviation;
  const outliers = min < low || max > high ? countOutside(end, low, high) : 0;
  return { present, mean, min, max, deviation, outliers };
}

function countOutside(end: number, low: number, high: number): number {
  // The kernel compares float32: limits rounded inwards to that grid give the answer of doubles.
  kernel.countOutside(COLUMN, end, -floatBelow(-low), floatBelow(high));
  return fold(memory.integers, TOTALS.outside, add);
}

/** The largest float32 that is not above the value. */
function floatBelow(value: number): number {
  oneFloat[0] = value;
  const nearest = oneFloat[0];
  if (nearest <= value) return nearest;
  // Neighbouring floats have neighbouring bit patterns, which count away from zero.
  oneFloatBits[0] = (oneFloatBits[0] ?? 0) + (value > 0 ? -1 : 1);
  return oneFloat[0];
}

/** Copies the column into the kernel's memory; returns the byte where it ends there. */
function load(values: Float32Array): number {
  const end = COLUMN + Math.ceil((values.length * FLOAT_BYTES) / VECTOR_BYTES) * VECTOR_BYTES;
  if (end > memory.floats.byteLength) {
    kernel.memory.grow(Math.ceil((end - memory.floats.byteLength) / PAGE_BYTES));
    memory = viewMemory();
  }
  const { floats } = memory;
  const first = COLUMN / FLOAT_BYTES;
  floats.set(values, first);
  for (let at = first + values.length; at < end / FLOAT_BYTES; at++) floats[at] = Number.NaN;
  return end;
}

function viewMemory() {
  const { buffer } = kernel.memory;
  return {
    doubles: new Float64Array(buffer),
    floats: new Float32Array(buffer),
    integers: new Int32Array(buffer),
  };
}

type Lanes = Float64Array | Float32Array | Int32Array;

/** Combines the lanes of the vector at a byte offset. */
function fold(lanes: Lanes, offset: number, combine: (a: number, b: number) => number): number {
  const first = offset / lanes.BYTES_PER_ELEMENT;
  let result = lanes[first] ?? 0;
  for (let lane = first + 1; lane < first + VECTOR_BYTES / lanes.BYTES_PER_ELEMENT; lane++) {
    result = combine(result, lanes[lane] ?? 0);
  }
  return result;
}

function add(a: number, b: number): number {
  return a + b;
}
