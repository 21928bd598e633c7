import { availableParallelism } from "node:os";
import type { MetricName } from "../../contract/index.ts";
import type { Side, Timing } from "../sandbox/sandbox.ts";

/** Of one call, in a metric's unit. */
export interface Cost {
  readonly cost: number;
  /** What else it may be, if others had the CPU meanwhile: more or less. Default: the cost. */
  readonly otherCost?: number;
}

/** One batch of calls on one side, or one process, or one window under load. */
export interface Sample extends Cost {
  /** In other metrics, which were read beside it. */
  readonly also?: Readonly<Partial<Record<MetricName, Cost>>>;
  /** Of the whole sample. */
  readonly timing: Timing;
  readonly calls: number;
  /** In words why the cost says nothing, though it can be read. */
  readonly doubt?: string;
}

/** A baseline and a candidate sample taken next to each other. */
export type Pair = Readonly<Record<Side, Sample>>;

/** A child's own CPU clock may lag by a tick, which on a short sample is much. */
const clockTickMs = 16;

/** What a meter of bytes may be off by, below nothing. */
const counterNoise = 64 * 1024;

/**
 * In words why a sample can't be true; undefined for a sound one. The CPU time is checked against
 * the parent's own clock: no process runs longer than the clock says, times the number of CPUs.
 */
export function whyUnsound({ cost, timing, doubt }: Sample): string | undefined {
  const { cpuMs, wallMs, counted = 0 } = timing;
  if (doubt !== undefined) return doubt;
  if (counted < -counterNoise) return `its meter reads ${counted}`;
  if (!Number.isFinite(cost) || cost <= 0) return `its cost reads ${cost}`;
  if (!Number.isFinite(wallMs) || wallMs <= 0) return `its time on the clock reads ${wallMs} ms`;
  if (!Number.isFinite(cpuMs) || cpuMs < 0) return `its CPU time reads ${cpuMs} ms`;
  if (cpuMs > wallMs * availableParallelism() + clockTickMs) {
    return `it used ${cpuMs} ms of CPU time in ${wallMs} ms`;
  }
  return undefined;
}

/** What is left of a reading without what an empty one costs; at least `least`. */
export function without(total: number, empty: number, least: number): number {
  // NaN stays NaN, for the check above to see.
  return total - empty < least ? least : total - empty;
}

/** A timing without what an empty batch costs. */
export function timingWithout(timing: Timing, empty: Timing): Timing {
  const leastMs = 0.001;
  return {
    ...timing,
    cpuMs: timing.cpuMs < 0 ? timing.cpuMs : without(timing.cpuMs, empty.cpuMs, leastMs),
    wallMs: without(timing.wallMs, empty.wallMs, leastMs),
  };
}
