import { formatBytes } from "../../contract/format.ts";
import type { HeldBefore, ProcessReading } from "../metrics/metric.ts";
import type { Both } from "./fork.ts";

/** Below this, what is held before the measured calls is counted and never a reason to give up. */
const leastToDoubt = 8e6;

/** What a candidate held before the measured calls adds to the cost of each of them. */
export interface Charge {
  readonly cost: number;
  /** In words why nothing can be told of the calls, where so much was held. */
  readonly doubt?: string;
}

/** What the candidate held beyond the baseline, and beyond what its own calls explain. */
export function chargeForHeld(
  { callsUntil, calls, freeShare }: HeldBefore,
  { baseline, candidate }: Both<ProcessReading>,
): Charge {
  const explained = callsUntil * Math.max(0, candidate.cost - baseline.cost);
  const excess = (candidate.held ?? 0) - (baseline.held ?? 0) - explained;
  const measured = Math.max(0, baseline.cost) * calls;
  const cost = Math.max(0, excess - freeShare * measured) / calls;
  if (excess <= Math.max(measured, leastToDoubt)) return { cost };
  const doubt = `before the measured calls it held ${formatBytes(excess)} more than the baseline did, in which all that the calls take could hide`;
  return { cost, doubt };
}
