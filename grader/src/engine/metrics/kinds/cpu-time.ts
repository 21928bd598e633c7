import { formatMs } from "../../../contract/format.ts";
import type { Metric } from "../metric.ts";
import { timeWords } from "../words.ts";

/**
 * User and system time of all threads of the process, in ms. V8's helper threads count: they compile
 * and collect garbage for the code under test. Other programs hardly change it, and it does not
 * include waiting.
 */
const cpuTime: Metric = {
  name: "cpu time",
  clock: "cpu",
  onOneCpu: true,
  method: {
    kind: "batches",
    least: 0.001,
    costOf: (timing) => timing.cpuMs,
  },
  example: "example-cpu-time",
  spread: 0.08,
  format: formatMs,
  words: timeWords,
};

export default cpuTime;
