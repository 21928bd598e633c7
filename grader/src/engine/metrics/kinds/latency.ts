import { formatMs } from "../../../contract/format.ts";
import type { Metric } from "../metric.ts";

/** The percentiles of latency that a goal can use. */
export type LatencyName = "latency p50" | "latency p95" | "latency p99";

/**
 * A percentile of the wall time, in ms, of probes to a server under load, without the time in which
 * others had the CPU. They are sent at a fixed rate; otherwise a stuck server would delay the probes
 * that show it (G. Tene's "coordinated omission").
 */
export function latency(name: LatencyName): Metric {
  const percentile = name.slice("latency ".length) as "p50" | "p95" | "p99";
  return {
    name,
    clock: "wall",
    onOneCpu: false,
    method: { kind: "load", least: 0.05, costOf: ({ latencyMs }) => latencyMs[percentile] },
    example: "example-server",
    needs: "a server under load",
    spread: 0.15,
    format: formatMs,
    words: {
      better: `lower ${percentile} latency`,
      worse: `higher ${percentile} latency`,
      same: `the same ${percentile} latency`,
      missed: "latency too high",
      cost: `${percentile} latency`,
    },
  };
}

export default [latency("latency p50"), latency("latency p95"), latency("latency p99")];
