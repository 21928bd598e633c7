import type { Timing } from "../sandbox/sandbox.ts";

/** One way to say what a run cost. Smaller is better. */
export interface Metric {
  /** As exercises name it. */
  readonly name: string;
  /** The cost of a run of the delivered inputs, in `unit`. */
  of(timing: Timing): number;
  readonly unit: "ms";
}
