import { formatBytes } from "../format.ts";
import type { Metric } from "./metric.ts";

/**
 * Bytes that a warm call allocates, on V8's heap and in array buffers. V8 counts whole allocation
 * areas of some 10 kB, hence the longer batches.
 */
export const allocatedBytes: Metric = {
  name: "allocated bytes",
  clock: "none",
  onOneCpu: true,
  method: {
    kind: "batches",
    meter: "allocated bytes",
    batchMs: 20,
    least: 32_768,
    costOf: (timing) => timing.counted ?? Number.NaN,
  },
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
