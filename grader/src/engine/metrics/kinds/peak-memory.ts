import { formatBytes } from "../../../contract/format.ts";
import type { Metric } from "../metric.ts";

/**
 * How much one call raises the resident memory of a fresh process, in bytes. Only the first call is
 * like a batch job; later calls reuse memory that the process already has.
 */
const peakMemory: Metric = {
  name: "peak memory",
  clock: "none",
  profiles: ["bytes"],
  onOneCpu: true,
  method: {
    kind: "fresh processes",
    // V8 and the allocator take memory in steps of about this size.
    least: 256 * 1024,
    inputs: 1,
    timedCalls: 1,
    // It takes 5 to 8 MB for itself while it compiles a hot function: docs/decisions/0017.
    withoutTurboFan: true,
    // A little, because more code than the baseline's takes more memory.
    heldBefore: { callsUntil: 0, calls: 1, freeShare: 1 / 32 },
    async measure(worker, inputs) {
      await worker.deliver(inputs);
      const before = await worker.memory();
      const timing = await worker.run();
      const after = await worker.memory();
      const { answers } = await worker.collect([0]);
      return { cost: after.peak - before.now, held: before.now, timing, answers };
    },
  },
  example: "example-peak-memory",
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

export default peakMemory;
