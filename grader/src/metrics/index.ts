import type { Goal } from "../contract/index.ts";
import { cpuTime } from "./cpu-time.ts";
import type { Metric } from "./metric.ts";

export type { Metric };

/** Every metric, by the name that exercises use. */
export const metrics: Readonly<Record<Goal["metric"], Metric>> = { "cpu time": cpuTime };
