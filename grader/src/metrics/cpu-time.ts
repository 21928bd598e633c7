import type { Metric } from "./metric.ts";

/**
 * User and system time of the process in all its threads: V8's helpers, which compile and collect
 * garbage for the code under test, count as its work.
 */
export const cpuTime: Metric = { of: (timing) => timing.cpuMs };
