import type { Exercise } from "../../contract/index.ts";
import type { Measurement } from "../measurement/measurement.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Refuses a candidate whose calls use the exercise's resource less than any call must: nothing is
 * faster than to keep the results of earlier calls. Only a measurement of operations shows this.
 */
export function refusalOfTooFew(
  { resource }: Pick<Exercise, "resource">,
  { metric, perCall }: Pick<Measurement, "metric" | "perCall">,
): Outcome | undefined {
  if (metric !== "counted operations" || resource?.atLeast === undefined) return undefined;
  if (perCall.candidate.cost >= resource.atLeast) return undefined;
  const reason = `each call must ask again (${resource.operation}: ${resource.atLeast} or more); results of earlier calls may not be kept`;
  return { outcome: "refused", reasons: [reason] };
}
