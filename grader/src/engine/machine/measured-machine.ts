import type { Clocks } from "./clocks.ts";
import type { MachineFacts } from "./facts.ts";
import type { Throughput } from "./throughput.ts";

/** What measuring the same code against itself shows: everything but a speedup of 1 is noise. */
export interface NoiseFloor {
  readonly forks: number;
  /** The speedup that was measured; 1 is perfect. */
  readonly bias: number;
  /** The interval of that speedup. */
  readonly low: number;
  readonly high: number;
  /** The standard deviation of the forks' log speedups. */
  readonly forkSpread: number;
  /** The median of wall time / CPU time; 1 is perfect. */
  readonly contention: number;
  /** Samples that were left out because they were disturbed. */
  readonly samplesDropped: number;
  /** Time spent measuring. */
  readonly seconds: number;
}

/** All that is known of how well this machine measures. Plain data; the report is a function of it. */
export interface MeasuredMachine {
  readonly facts: MachineFacts;
  readonly clocks: Clocks;
  readonly throughput: Throughput;
  readonly noise: NoiseFloor;
}
