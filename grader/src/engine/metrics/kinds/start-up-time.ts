import { formatMs } from "../../../contract/format.ts";
import { inTurn } from "../../sandbox/sandbox.ts";
import type { Metric } from "../metric.ts";
import { timeWords } from "../words.ts";

/**
 * Wall time in ms from the start of a process until it has answered for the first time: what a module
 * puts off until then is no gain. Includes Node's own start, on both sides.
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
      await worker.deliver(inputs);
      const timing = inTurn(worker.startUp, await worker.run());
      const { answers } = await worker.collect([0]);
      const { wallMs, delayMs = 0 } = timing;
      return { cost: wallMs - delayMs, otherCost: wallMs, timing, answers };
    },
  },
  example: "example-start-up-time",
  spread: 0.08,
  format: formatMs,
  words: { ...timeWords, cost: "start-up" },
};

export default startUpTime;
