import type { Timing } from "../sandbox/sandbox.ts";

/** One way to say what a run cost. Smaller is better. */
export interface Metric {
  /** The cost of a run of the delivered inputs. */
  of(timing: Timing): number;
}
