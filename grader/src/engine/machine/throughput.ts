import { accumulators, compileSimdKernels, type MultiplyAdd } from "./simd-module.ts";

/** How fast bytes go by. */
export interface Bandwidth {
  /** All that a round touches: where the data was. */
  readonly bytes: number;
  /** 10⁹ bytes per second, read and written. */
  readonly gigabytesPerSecond: number;
}

/**
 * What a machine does at most: the best of many runs on one thread, so a ceiling and not an
 * expectation. The roofs of a roofline (Williams, Waterman and Patterson, CACM 52 (4), 2009).
 */
export interface Throughput {
  /** `TypedArray.set` from one half of a buffer to the other; bytes read and written both count. */
  readonly copy: Readonly<Record<"level1" | "level2" | "memory", Bandwidth>>;
  /** The sum of a Float64Array in plain JavaScript, from front to back. */
  readonly sum: Readonly<Record<"level2" | "memory", Bandwidth>>;
  /** 10⁹ floating-point operations per second; a multiplication and an addition are two. */
  readonly multiplyAdd: {
    /** Doubles in plain JavaScript. */
    readonly scalar: number;
    /** In WebAssembly SIMD: two doubles and four floats at a time. */
    readonly f64x2: number;
    readonly f32x4: number;
  };
}

/** Measures the ceilings; takes about a second, and 256 MB of memory. */
export function measureThroughput(): Throughput {
  const level1 = bufferOf(sizes.level1);
  const level2 = bufferOf(sizes.level2);
  const memory = bufferOf(sizes.memory);
  return {
    copy: { level1: copying(level1), level2: copying(level2), memory: copying(memory) },
    sum: { level2: summing(level2), memory: summing(memory) },
    multiplyAdd: measureMultiplyAdd(),
  };
}

/**
 * In bytes. Level-1 caches of today's x64 and Apple CPUs hold 32 kB or more, level-2 caches 256 kB
 * or more. Level-3 caches hold up to some 100 MB, so what is to come from memory must be larger.
 */
const sizes = { level1: 16_000, level2: 128_000, memory: 256_000_000 };

/**
 * Written to, because untouched pages all are one page of zeros; and with a fraction, because V8
 * takes doubles without one for integers and adds them by another, slower way.
 */
function bufferOf(bytes: number): Float64Array {
  return new Float64Array(bytes / Float64Array.BYTES_PER_ELEMENT).fill(0.1);
}

/** Each run goes over at least this much, in bytes: small against the budget, large for the clock. */
const bytesPerRun = 8_000_000;

/** How fast a kernel that goes once over all bytes in each round does so. */
export function bandwidthOf<Data>(kernel: Kernel<Data>, data: Data, bytes: number): Bandwidth {
  const rounds = Math.ceil(bytesPerRun / bytes);
  const seconds = bestSeconds(kernel, data, rounds);
  return { bytes, gigabytesPerSecond: (bytes * rounds) / seconds / 1e9 };
}

const copying = (buffer: Float64Array) => bandwidthOf(copyHalf, buffer, buffer.byteLength);
const summing = (buffer: Float64Array) => bandwidthOf(sumOf, buffer, buffer.byteLength);

/** The copying of this many bytes, half of them read and half of them written. */
export function measureCopying(bytes: number): Bandwidth {
  return copying(bufferOf(bytes));
}

/** 10⁹ floating-point operations per second, four floats at a time in WebAssembly SIMD. */
export function measureFloatOperations(): number {
  return gigaflops(compileSimdKernels().f32x4, 4);
}

function copyHalf(buffer: Float64Array, rounds: number): number {
  const half = buffer.length / 2;
  const source = buffer.subarray(0, half);
  const target = buffer.subarray(half);
  for (let round = 0; round < rounds; round++) target.set(source);
  return target[half - 1] as number;
}

/** Four sums at a time: a single one would wait for each addition before the next. */
function sumOf(values: Float64Array, rounds: number): number {
  let [a, b, c, d] = [0.1, 0.1, 0.1, 0.1];
  const end = values.length - 3;
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < end; index += 4) {
      a += values[index] as number;
      b += values[index + 1] as number;
      c += values[index + 2] as number;
      d += values[index + 3] as number;
    }
  }
  return a + b + c + d;
}

/** x · multiplier + addend stays between its start and 1, far from zero and from infinity. */
const multiplier = 0.999;
const addend = 0.001;

const multiplyAddRounds = 100_000;

function measureMultiplyAdd(): Throughput["multiplyAdd"] {
  const simd = compileSimdKernels();
  return {
    scalar: gigaflops(scalarMultiplyAdd, 1),
    f64x2: gigaflops(simd.f64x2, 2),
    f32x4: gigaflops(simd.f32x4, 4),
  };
}

function gigaflops(multiplyAdd: MultiplyAdd, lanes: number): number {
  const operations = 2 * lanes * accumulators * multiplyAddRounds;
  return operations / bestSeconds(runMultiplyAdd, multiplyAdd, multiplyAddRounds) / 1e9;
}

const runMultiplyAdd: Kernel<MultiplyAdd> = (multiplyAdd, rounds) =>
  multiplyAdd(multiplier, addend, rounds);

/** What the loops of simd-module.ts do, in plain JavaScript: as many accumulators, one lane each. */
const scalarMultiplyAdd: MultiplyAdd = (by, plus, rounds) => {
  let [a, b, c, d, e, f] = [1.1, 2.1, 3.1, 4.1, 5.1, 6.1];
  let [g, h, i, j, k, l] = [7.1, 8.1, 9.1, 10.1, 11.1, 12.1];
  for (let round = 0; round < rounds; round++) {
    a = a * by + plus;
    b = b * by + plus;
    c = c * by + plus;
    d = d * by + plus;
    e = e * by + plus;
    f = f * by + plus;
    g = g * by + plus;
    h = h * by + plus;
    i = i * by + plus;
    j = j * by + plus;
    k = k * by + plus;
    l = l * by + plus;
  }
  return a + b + c + d + e + f + g + h + i + j + k + l;
};

/** A loop over some data. What it returns depends on all of its work, so that none is left out. */
export type Kernel<Data> = (data: Data, rounds: number) => number;

/** How long one kernel is run: long enough for V8 to optimize it in the background. */
const budgetMs = 90;
const fewestRuns = 3;

/** The shortest run of a kernel, in seconds. */
export function bestSeconds<Data>(kernel: Kernel<Data>, data: Data, rounds: number): number {
  const begun = performance.now();
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < fewestRuns || performance.now() - begun < budgetMs; run++) {
    const start = performance.now();
    const result = kernel(data, rounds);
    best = Math.min(best, performance.now() - start);
    if (!Number.isFinite(result)) throw new RangeError(`a kernel computed ${result}: a bug in it`);
  }
  return best / 1000;
}
