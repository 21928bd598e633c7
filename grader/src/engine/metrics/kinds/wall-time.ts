import { formatMs } from "../../../contract/format.ts";
import type { Metric } from "../metric.ts";
import { timeWords } from "../words.ts";

/**
 * Wall time in ms, for code that waits, overlaps I/O or uses several threads. Not pinned: on one CPU
 * nothing would run in parallel. Other programs make it longer: what is known of that is taken off.
 */
const wallTime: Metric = {
  name: "wall time",
  clock: "wall",
  onOneCpu: false,
  method: {
    kind: "batches",
    least: 0.001,
    costOf: ({ wallMs, delayMs = 0 }) => wallMs - delayMs,
    otherCostOf: ({ wallMs }) => wallMs,
  },
  example: "example-cpu-time",
  spread: 0.08,
  format: formatMs,
  words: timeWords,
};

export default wallTime;
