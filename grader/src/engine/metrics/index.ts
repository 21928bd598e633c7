import type { MetricName } from "../../contract/index.ts";
import { allocatedBytes } from "./allocated-bytes.ts";
import { countedOperations } from "./counted-operations.ts";
import { cpuTime } from "./cpu-time.ts";
import { eventLoopDelay } from "./event-loop-delay.ts";
import { latency } from "./latency.ts";
import { liveBytes } from "./live-bytes.ts";
import type { Metric } from "./metric.ts";
import { peakMemory } from "./peak-memory.ts";
import { startUpTime } from "./start-up-time.ts";
import { timePerRequest } from "./time-per-request.ts";
import { wallTime } from "./wall-time.ts";

export type { BatchMethod, LoadMethod, Metric, ProcessMethod, Words } from "./metric.ts";

/** Every metric, by the name that exercises use. */
export const metrics: Readonly<Record<MetricName, Metric>> = {
  "cpu time": cpuTime,
  "wall time": wallTime,
  "allocated bytes": allocatedBytes,
  "live bytes": liveBytes,
  "peak memory": peakMemory,
  "start-up time": startUpTime,
  "counted operations": countedOperations,
  "latency p50": latency("latency p50"),
  "latency p95": latency("latency p95"),
  "latency p99": latency("latency p99"),
  "time per request": timePerRequest,
  "event-loop delay": eventLoopDelay,
};
