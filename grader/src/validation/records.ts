import type { Measurement } from "../engine/measurement/measurement.ts";
import type { Decision } from "../engine/verdict/decide.ts";
import type { SyntheticName } from "./synthetic-programs.ts";

export type Verdict = Decision["decision"];

/** What else the machine does while forks are measured that are pinned to a CPU. */
export const pinnedConditions = ["quiet", "other core busy", "same core busy"] as const;

/** What else it does while forks are measured that run where they like: endless loops. */
export const unpinnedConditions = ["quiet", "1 loop", "2 loops", "4 loops", "8 loops"] as const;

export type Condition = (typeof pinnedConditions | typeof unpinnedConditions)[number];

/** One grading of a workload whose true speedup is known. */
export interface ValidationRecord {
  readonly condition: Condition;
  /** True speedup / target. */
  readonly ratio: number;
  readonly kind: SyntheticName;
  readonly target: number;
  readonly verdict: Verdict;
  readonly measurement: Measurement;
  /** What each naive rule would have said, by its name. */
  readonly naive: Readonly<Record<string, Verdict>>;
}
