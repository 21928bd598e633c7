import type { Bound } from "../contract/index.ts";
import type { Manifest } from "../contract/manifest.ts";

/** As a multiple of the baseline's time for a request: letting others go first may cost something. */
const impliedAtMost = 4;

/**
 * The bounds that a version must keep: those of the goal. Where only latency is asked for, a server
 * could put off all other requests until nobody looks; so each of them has a bound, too.
 */
export function boundsOf({ goal, load }: Pick<Manifest, "goal" | "load">): readonly Bound[] {
  const { metric, bounds = [] } = goal;
  const isBounded = bounds.some((bound) => bound.metric === "time per request");
  if (!metric.startsWith("latency") || load?.background === undefined || isBounded) return bounds;
  return [...bounds, { metric: "time per request", atMost: impliedAtMost }];
}
