import { formatBytes } from "../../../contract/format.ts";
import type { EncodedArguments, Worker } from "../../sandbox/sandbox.ts";
import type { Metric } from "../metric.ts";

/** Calls before the first count: tables filled once and V8's data about code are no leaks. */
const firstCalls = 8;
const countedCalls = 16;

/**
 * Bytes that each call retains: the growth of the heap and of array buffers over some calls on fresh
 * inputs, after a full garbage collection, divided by the number of calls.
 */
const liveBytes: Metric = {
  name: "live bytes",
  clock: "none",
  onOneCpu: true,
  method: {
    kind: "fresh processes",
    least: 256,
    inputs: firstCalls + countedCalls,
    timedCalls: countedCalls,
    async measure(worker, inputs) {
      await call(worker, inputs.slice(0, firstCalls));
      const before = await worker.liveBytes();
      const timing = await call(worker, inputs.slice(firstCalls));
      const growth = (await worker.liveBytes()) - before;
      return { cost: growth / countedCalls, timing };
    },
  },
  example: "example-live-bytes",
  spread: 0.05,
  format: formatBytes,
  words: {
    better: "less retained",
    worse: "more retained",
    same: "as much retained",
    missed: "retains too much",
    cost: "retained",
  },
};

async function call(worker: Worker, inputs: readonly EncodedArguments[]) {
  await worker.deliver(inputs);
  return worker.run();
}

export default liveBytes;
