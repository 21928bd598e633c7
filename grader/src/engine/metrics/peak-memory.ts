import { formatBytes } from "../../contract/format.ts";
import type { Metric } from "./metric.ts";

/**
 * How far one call drives up the resident memory of a fresh process, in bytes. Its first call is
 * what a batch job makes; later ones find memory that the process has already.
 */
export const peakMemory: Metric = {
  name: "peak memory",
  clock: "none",
  onOneCpu: true,
  method: {
    kind: "fresh processes",
    // V8 and the allocator take memory in steps of about this size.
    least: 256 * 1024,
    inputs: 1,
    async measure(worker, inputs) {
      await worker.deliver(inputs);
      const before = await worker.memory();
      const timing = await worker.run();
      const after = await worker.memory();
      return { cost: after.peak - before.now, timing };
    },
  },
  spread: 0.08,
  format: formatBytes,
  words: {
    better: "less memory",
    worse: "more memory",
    same: "as much memory",
    missed: "takes too much memory",
    cost: "peak memory",
  },
};
