import type { Side, Timing } from "../sandbox/sandbox.ts";
import { moderatedInterval } from "../statistics/moderated-interval.ts";
import { median } from "../statistics/summary.ts";

/** One batch of calls on one side. */
export interface Sample extends Timing {
  readonly calls: number;
}

/** A baseline and a candidate batch measured next to each other. */
export type Pair = Readonly<Record<Side, Sample>>;

/** What one fresh pair of processes showed. */
export interface Fork {
  readonly pairs: readonly Pair[];
  /** Median over the pairs of ln(baseline / candidate), per call, in the metric. */
  readonly logSpeedup: number;
  /** The CPU that both processes were pinned to. */
  readonly cpu: number | undefined;
}

/** A measured speedup, and all it was computed from. */
export interface Measurement {
  readonly forks: readonly Fork[];
  /** ln(speedup) with the half-width of its 99 % interval, contention included. */
  readonly logSpeedup: { readonly center: number; readonly halfWidth: number };
  /** Median of wall / CPU over all samples: about 1 on a quiet machine, more where others compete. */
  readonly contention: number;
  /** Median cost of one call, by side, on both clocks. */
  readonly perCall: Readonly<Record<Side, { cpuMs: number; wallMs: number }>>;
  /** Time spent measuring, processes' start included. */
  readonly seconds: number;
}

/** Above this the machine is contended. */
export const contendedAbove = 1.5;

/** Added to the half-width then: the shift between machine states, which sampling can't see. */
const contentionAllowance = 0.15;

/** Sums up forks. Pure: the same forks give the same measurement. */
export function summarize(forks: readonly Fork[], seconds: number): Measurement {
  const samples = forks.flatMap((fork) => fork.pairs);
  const both = samples.flatMap((pair) => [pair.baseline, pair.candidate]);
  const contention = median(both.map((sample) => sample.wallMs / sample.cpuMs));
  const interval = moderatedInterval(forks.map((fork) => fork.logSpeedup));
  const allowance = contention > contendedAbove ? contentionAllowance : 0;
  return {
    forks,
    logSpeedup: { center: interval.center, halfWidth: interval.halfWidth + allowance },
    contention,
    perCall: {
      baseline: costPerCall(samples.map((pair) => pair.baseline)),
      candidate: costPerCall(samples.map((pair) => pair.candidate)),
    },
    seconds,
  };
}

function costPerCall(samples: readonly Sample[]) {
  return {
    cpuMs: median(samples.map((sample) => sample.cpuMs / sample.calls)),
    wallMs: median(samples.map((sample) => sample.wallMs / sample.calls)),
  };
}

/** The speedup with its 99 % interval, as plain ratios. */
export function speedupOf(measurement: Measurement) {
  const { center, halfWidth } = measurement.logSpeedup;
  return {
    estimate: Math.exp(center),
    low: Math.exp(center - halfWidth),
    high: Math.exp(center + halfWidth),
  };
}
