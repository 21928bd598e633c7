import { formatBytes } from "../../contract/format.ts";
import type { EncodedArguments, Worker } from "../sandbox/sandbox.ts";
import type { Metric } from "./metric.ts";

/** Calls before the first count: neither tables that are filled once nor V8's notes on code leak. */
const firstCalls = 8;
const countedCalls = 16;

/**
 * Bytes that each call leaves behind: the growth of the heap and of array buffers over some calls
 * on fresh inputs, after a full collection, divided by their number.
 */
export const liveBytes: Metric = {
  name: "live bytes",
  clock: "none",
  onOneCpu: true,
  method: {
    kind: "fresh processes",
    least: 256,
    inputs: firstCalls + countedCalls,
    async measure(worker, inputs) {
      await call(worker, inputs.slice(0, firstCalls));
      const before = await worker.liveBytes();
      const timing = await call(worker, inputs.slice(firstCalls));
      const growth = (await worker.liveBytes()) - before;
      return { cost: growth / countedCalls, timing };
    },
  },
  spread: 0.05,
  format: formatBytes,
  words: {
    better: "less left behind",
    worse: "more left behind",
    same: "as much left behind",
    missed: "keeps too much alive",
    cost: "left behind",
  },
};

async function call(worker: Worker, inputs: readonly EncodedArguments[]) {
  await worker.deliver(inputs);
  return worker.run();
}
