import { formatMs } from "../../../contract/format.ts";
import type { Metric } from "../metric.ts";
import { timeWords } from "../words.ts";

/**
 * Wall time in ms from the start of a process until its module is loaded or its server listens.
 * Includes Node's own start, on both sides.
 */
const startUpTime: Metric = {
  name: "start-up time",
  clock: "wall",
  onOneCpu: true,
  method: {
    kind: "fresh processes",
    least: 0.1,
    inputs: 1,
    timedCalls: 0,
    async measure(worker, inputs) {
      // What has not started can't answer.
      await worker.deliver(inputs);
      await worker.run();
      const { answers } = await worker.collect([0]);
      return { cost: worker.startUp.wallMs, timing: worker.startUp, answers };
    },
  },
  example: "example-start-up-time",
  spread: 0.08,
  format: formatMs,
  words: { ...timeWords, cost: "start-up" },
};

export default startUpTime;
