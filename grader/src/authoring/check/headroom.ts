import type { MetricName } from "../../contract/index.ts";
import { metrics } from "../../engine/metrics/index.ts";

/** The most of the target that a starter may reach: closer to it, verdicts are often inconclusive. */
export const starterAtMost = 0.67;

/** How many times the target a reference must reach. Wall time varies more. */
export function referenceHeadroom(metric: MetricName): number {
  return metrics[metric].clock === "wall" ? 3 : 2;
}
