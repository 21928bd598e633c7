import { formatCount } from "../../../contract/format.ts";
import type { Metric } from "../metric.ts";

/** Operations per call, such as SQL statements, counted by the exercise's resource. */
const countedOperations: Metric = {
  name: "counted operations",
  clock: "none",
  onOneCpu: true,
  method: {
    kind: "batches",
    meter: "operations",
    least: 0.5,
    costOf: (timing) => timing.counted ?? Number.NaN,
  },
  example: "example-counted-operations",
  needs: "a resource",
  spread: 0,
  format: formatCount,
  words: {
    better: "fewer operations",
    worse: "more operations",
    same: "as many operations",
    missed: "too many operations",
    cost: "operations",
  },
};

export default countedOperations;
