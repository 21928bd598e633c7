import { formatBytes } from "../../../contract/format.ts";
import type { Metric } from "../metric.ts";

/** Bytes that a warm call allocates, on V8's heap and in array buffers. */
const allocatedBytes: Metric = {
  name: "allocated bytes",
  clock: "none",
  profiles: ["bytes"],
  onOneCpu: true,
  method: {
    kind: "batches",
    meter: "allocated bytes",
    // V8 itself allocates now and then, for example when it recompiles code.
    least: 1024,
    costOf: (timing) => timing.counted ?? Number.NaN,
  },
  example: "example-allocated-bytes",
  spread: 0.03,
  format: formatBytes,
  words: {
    better: "less allocated",
    worse: "more allocated",
    same: "as much allocated",
    missed: "allocates too much",
    cost: "allocated",
  },
};

export default allocatedBytes;
