import type { MetricName } from "../../contract/index.ts";
import { moderatedInterval } from "../../contract/statistics/moderated-interval.ts";
import { median } from "../../contract/statistics/summary.ts";
import { type Metric, metrics } from "../metrics/index.ts";
import type { Side } from "../sandbox/sandbox.ts";
import { contentionIn } from "./contention.ts";
import type { Pair, Sample } from "./samples.ts";

/** What one fresh pair of processes showed. */
export interface Fork {
  /** At least one. */
  readonly pairs: readonly Pair[];
  /** Pairs thrown away because a sample could not be true. */
  readonly dropped: number;
  /** Median over the pairs of ln(baseline / candidate), per call, in the metric. */
  readonly logSpeedup: number;
  /** The CPU that both processes were pinned to. */
  readonly cpu: number | undefined;
}

/** A measured speedup, and all it was computed from. */
export interface Measurement {
  readonly metric: MetricName;
  readonly forks: readonly Fork[];
  /** ln(speedup) with the half-width of its 99 % interval, contention included. */
  readonly logSpeedup: { readonly center: number; readonly halfWidth: number };
  /** How much longer things took because others used the CPU: 1 on a quiet machine. */
  readonly contention: number;
  /** The part of the half-width that is there because of them. */
  readonly allowance: number;
  /** Share of the time in which a side neither ran nor wanted to. */
  readonly waiting: Readonly<Record<Side, number>>;
  /** Median of one call, by side: in the metric's unit, and on both clocks. */
  readonly perCall: Readonly<Record<Side, PerCall>>;
  /** Time spent measuring, processes' start included. */
  readonly seconds: number;
}

interface PerCall {
  readonly cost: number;
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** The fork that some pairs make. */
export function forkOf(pairs: readonly Pair[], dropped: number, cpu: number | undefined): Fork {
  const logRatios = pairs.map(({ baseline, candidate }) =>
    Math.log(baseline.cost / candidate.cost),
  );
  return { pairs, dropped, logSpeedup: median(logRatios), cpu };
}

/** Sums up forks. Pure: the same forks give the same measurement. */
export function summarize(metric: Metric, forks: readonly Fork[], seconds: number): Measurement {
  const pairs = forks.flatMap((fork) => fork.pairs);
  const samples = {
    baseline: pairs.map((pair) => pair.baseline),
    candidate: pairs.map((pair) => pair.candidate),
  };
  const { contention, allowance } = contentionIn(metric, samples);
  const interval = moderatedInterval(
    forks.map((fork) => fork.logSpeedup),
    metric.spread,
  );
  return {
    metric: metric.name,
    forks,
    logSpeedup: { center: interval.center, halfWidth: interval.halfWidth + allowance },
    contention,
    allowance,
    waiting: { baseline: waitingOf(samples.baseline), candidate: waitingOf(samples.candidate) },
    perCall: { baseline: perCall(samples.baseline), candidate: perCall(samples.candidate) },
    seconds,
  };
}

/** Median share of the wall time that is explained neither by running nor by queueing. */
function waitingOf(samples: readonly Sample[]): number {
  const shares = samples.map(({ timing: { cpuMs, wallMs, queuedMs = 0 } }) =>
    Math.max(0, (wallMs - cpuMs - queuedMs) / wallMs),
  );
  return median(shares);
}

function perCall(samples: readonly Sample[]): PerCall {
  return {
    cost: median(samples.map(({ cost }) => cost)),
    cpuMs: median(samples.map(({ timing, calls }) => timing.cpuMs / calls)),
    wallMs: median(samples.map(({ timing, calls }) => timing.wallMs / calls)),
  };
}

/**
 * The cost of a call on each side, as it is shown beside the speedup: the medians, moved towards or
 * away from each other by equal factors, until their ratio is the speedup. (The median of ratios is
 * not the ratio of medians.)
 */
export function costsOf({ perCall, logSpeedup }: Measurement): Readonly<Record<Side, number>> {
  const { baseline, candidate } = perCall;
  const off = logSpeedup.center - Math.log(baseline.cost / candidate.cost);
  return {
    baseline: baseline.cost * Math.exp(off / 2),
    candidate: candidate.cost * Math.exp(-off / 2),
  };
}

/** The CPU time of a call on each side, in ms, as it is shown: where it is the cost, as that is. */
export function cpuMsOf(measurement: Measurement): Readonly<Record<Side, number>> {
  const { metric, perCall } = measurement;
  if (metrics[metric].clock === "cpu") return costsOf(measurement);
  return { baseline: perCall.baseline.cpuMs, candidate: perCall.candidate.cpuMs };
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
