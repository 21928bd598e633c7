import { formatMs } from "../../../contract/format.ts";
import type { Metric } from "../metric.ts";

/**
 * Wall time, in ms, for each background request that a server under load completes, without the time
 * in which others had the CPU.
 */
const timePerRequest: Metric = {
  name: "time per request",
  clock: "wall",
  onOneCpu: false,
  method: { kind: "load", least: 0.001, costOf: (times) => times.msPerBackgroundRequest },
  example: "example-server",
  needs: "a server under load",
  spread: 0.1,
  format: formatMs,
  words: {
    better: "more requests in the same time",
    worse: "fewer requests in the same time",
    same: "as many requests in the same time",
    missed: "completes too few requests",
    cost: "per request",
  },
};

export default timePerRequest;
