import type { MetricName } from "../../contract/index.ts";
import { median } from "../../contract/statistics/summary.ts";
import { type Metric, metrics } from "../metrics/index.ts";
import type { Side } from "../sandbox/sandbox.ts";
import type { Sample } from "./samples.ts";

/** What others that used the CPUs did to a measurement. */
export interface Contention {
  /** How much longer things took because of them: 1 on a quiet machine. */
  readonly contention: number;
  /** What it may have shifted the logarithm of the speedup by; sampling can't see that. */
  readonly allowance: number;
}

/**
 * Above this the machine is contended. CPU time hardly changes until then; by the wall's clock it is
 * the share that was taken off, and less of it matters.
 */
export const contendedAbove = { cpu: 1.5, wall: 1.1, none: 1.5 };

/** For CPU time on a contended machine: docs/how-grading-works.md says where it is from. */
const cpuAllowance = 0.15;

type Samples = Readonly<Record<Side, readonly Sample[]>>;

/** Sums up what others did, as the samples of both sides show it. */
export function contentionIn({ clock }: Metric, samples: Samples): Contention {
  const sides = [samples.baseline, samples.candidate];
  if (clock === "wall") {
    return {
      contention: Math.max(...sides.map((side) => median(side.map(stretchOf)))),
      allowance: Math.max(...sides.map((side) => median(side.map(doubtOf)))),
    };
  }
  // Others slow both sides down, so it is the lesser of the two.
  const contention = Math.min(...sides.map((side) => median(side.map(wallPerCpu))));
  const isContended = clock === "cpu" && contention > contendedAbove.cpu;
  return { contention, allowance: isContended ? cpuAllowance : 0 };
}

function wallPerCpu({ timing: { cpuMs, wallMs } }: Sample): number {
  return cpuMs === 0 ? 1 : wallMs / cpuMs;
}

/** How many times as long as without waiting for a CPU. */
function stretchOf({ timing: { wallMs, delayMs = 0 } }: Sample): number {
  const left = wallMs - delayMs;
  return left > 0 ? wallMs / left : Number.MAX_VALUE;
}

/**
 * How far, in logs, the cost is from what it may be as well. What others did is known only about, so
 * that it widens the interval by as much as it was taken for: no version passes that would not have
 * passed with nothing taken off.
 */
function doubtOf({ cost, otherCost = cost }: Sample): number {
  return Math.abs(Math.log(cost / otherCost));
}

/** Whether others used so much of the CPUs that it matters for this metric. */
export function isContended({
  metric,
  contention,
}: { readonly metric: MetricName } & Pick<Contention, "contention">): boolean {
  return contention > contendedAbove[metrics[metric].clock];
}
