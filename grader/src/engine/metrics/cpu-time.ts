import { formatMs } from "../../contract/format.ts";
import type { Metric } from "./metric.ts";
import { timeWords } from "./time-words.ts";

/**
 * User and system time of the process in all its threads, in ms: V8's helpers, which compile and
 * collect garbage for the code under test, count as its work. Hardly moved by other programs, and
 * blind to waiting.
 */
export const cpuTime: Metric = {
  name: "cpu time",
  clock: "cpu",
  onOneCpu: true,
  method: {
    kind: "batches",
    least: 0.001,
    costOf: (timing) => timing.cpuMs,
  },
  spread: 0.08,
  format: formatMs,
  words: timeWords,
};
