import { makeSimdReader, readerStep, type SimdReader } from "./simd-reading.ts";
import {
  type Bandwidth,
  bandwidthOf,
  measureCopying,
  measureFloatOperations,
} from "./throughput.ts";

/** What one thread of this machine does at most with data of one size. */
export interface Ceilings {
  /** The faster of reading with SIMD and of copying, where read and written bytes both count. */
  readonly bandwidth: Bandwidth;
  /** 10⁹ floating-point operations per second: floats in WebAssembly SIMD, multiply and add. */
  readonly gigaflops: number;
}

/** Less would measure how a loop begins and ends. */
const fewestBytes = 4096;

/** Larger than most caches, and small enough to be filled in no time. */
const mostBytes = 64_000_000;

/**
 * Measures the ceilings for a call that moves this many bytes: the buffer that is gone through again
 * and again is as large as that, so it lies in the cache that can hold it. Takes about 0.3 s.
 */
export function measureCeilings(bytes: number): Ceilings {
  const steps = Math.ceil(Math.min(Math.max(bytes, fewestBytes), mostBytes) / readerStep);
  const [read, copied] = [measureReading(steps * readerStep), measureCopying(steps * readerStep)];
  return {
    bandwidth: read.gigabytesPerSecond > copied.gigabytesPerSecond ? read : copied,
    gigaflops: measureFloatOperations(),
  };
}

function measureReading(bytes: number): Bandwidth {
  const reader = makeSimdReader(bytes);
  // Written to, because untouched pages all are one page of zeros.
  new Uint8Array(reader.memory.buffer).fill(1);
  return bandwidthOf((by: SimdReader, rounds) => by.read(bytes, rounds), reader, bytes);
}
