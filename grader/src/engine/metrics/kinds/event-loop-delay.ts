import { formatMs } from "../../../contract/format.ts";
import type { Metric } from "../metric.ts";

/**
 * How late the event loop's timers are while calls run, in ms: the worst, but for one of a hundred
 * calls. Measured in the process itself with monitorEventLoopDelay.
 */
const eventLoopDelay: Metric = {
  name: "event-loop delay",
  clock: "wall",
  onOneCpu: false,
  method: {
    kind: "batches",
    meter: "event-loop delay",
    batchMs: 50,
    least: 0.2,
    costOf: (timing) => timing.counted ?? Number.NaN,
    // A timer that waited for a CPU was late, too: at most by all that was waited.
    otherCostOf: ({ counted = Number.NaN, delayMs = 0 }) => counted - delayMs,
    addsUp: false,
  },
  example: "example-event-loop-delay",
  needs: "an event loop",
  spread: 0.15,
  format: formatMs,
  words: {
    better: "less delay",
    worse: "more delay",
    same: "as much delay",
    missed: "blocks the event loop too long",
    cost: "loop delay",
  },
};

export default eventLoopDelay;
