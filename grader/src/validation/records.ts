import type { Measurement } from "../engine/measurement/measurement.ts";
import type { Decision } from "../engine/verdict/decide.ts";
import type { WorkKind } from "./synthetic.ts";

export type Verdict = Decision["decision"];

/** What else the machine does while a grading is measured. */
export const conditions = ["quiet", "other core busy", "same core busy"] as const;
export type Condition = (typeof conditions)[number];

/** One grading of a workload whose true speedup is known. */
export interface ValidationRecord {
  readonly condition: Condition;
  /** True speedup / target. */
  readonly ratio: number;
  readonly kind: WorkKind;
  readonly target: number;
  readonly verdict: Verdict;
  readonly measurement: Measurement;
  /** What each naive rule would have said, by its name. */
  readonly naive: Readonly<Record<string, Verdict>>;
}
