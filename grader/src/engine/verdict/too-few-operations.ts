import type { Exercise } from "../../contract/index.ts";
import type { Measurement } from "../measurement/measurement.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Refuses a candidate whose calls ask the exercise's resource for less than any call must: nothing
 * is faster than to remember what an earlier call was told. Only a measurement of operations tells.
 */
export function refusalOfTooFew(
  { resource }: Pick<Exercise, "resource">,
  { metric, perCall }: Pick<Measurement, "metric" | "perCall">,
): Outcome | undefined {
  if (metric !== "counted operations" || resource?.atLeast === undefined) return undefined;
  if (perCall.candidate.cost >= resource.atLeast) return undefined;
  const reason = `each call has to ask anew (${resource.operation}: ${resource.atLeast} or more); what earlier calls were told may not be kept`;
  return { outcome: "refused", reasons: [reason] };
}
