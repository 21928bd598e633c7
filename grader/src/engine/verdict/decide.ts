import { isContended } from "../measurement/contention.ts";
import type { Measurement } from "../measurement/measurement.ts";

/** How a measured speedup compares with the target. */
export type Decision =
  | { readonly decision: "passed" }
  | { readonly decision: "too slow" }
  | { readonly decision: "inconclusive"; readonly reason: "too close to call" | "too noisy" };

/** Whether others use so much of the CPUs that no number of forks would decide. */
export function isHopeless({ logSpeedup, allowance }: Measurement, target: number): boolean {
  return allowance > 0 && Math.abs(logSpeedup.center - Math.log(target)) <= allowance;
}

/** For an interval this narrow (in logs, about 10 %) the machine is not to blame. */
const tightHalfWidth = 0.1;

/** Rounding error of adding up logarithms. */
const rounding = 1e-9;

/**
 * Decides only when the whole 99 % interval lies on one side of the target. An exact count has no
 * interval: meeting the target is enough.
 *
 * @param margin how many half-widths the target must be away; more than 1 to be surer
 */
export function decide(measurement: Measurement, target: number, margin = 1): Decision {
  const { center, halfWidth } = measurement.logSpeedup;
  const goal = Math.log(target);
  if (halfWidth < rounding && center > goal - rounding) return { decision: "passed" };
  if (center - margin * halfWidth > goal) return { decision: "passed" };
  if (center + margin * halfWidth < goal) return { decision: "too slow" };
  const isNoisy = halfWidth > tightHalfWidth || isContended(measurement);
  return { decision: "inconclusive", reason: isNoisy ? "too noisy" : "too close to call" };
}
