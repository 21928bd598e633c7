import type { Exercise, Goal } from "../../contract/index.ts";

/** What was measured of one of our own versions of an exercise. */
export interface MeasuredVersion {
  /** Such as `baseline`, `partial/one-map`, `reference`. */
  readonly name: string;
  /** Against the baseline, in the goal's metric, with the ends of its 99 % interval. */
  readonly speedup: { readonly estimate: number; readonly low: number; readonly high: number };
  /** True when a bound keeps it from passing, however fast it is. */
  readonly isOverABound: boolean;
  /** Its CPU time grows like the size to this; undefined where it could not be measured. */
  readonly exponent: number | undefined;
}

/** All that proposals are made of. */
export interface MeasuredExercise {
  readonly goal: Goal;
  readonly sizes: Exercise["input"]["sizes"];
  /** One call of the baseline at the timed size, on the metric's clock. */
  readonly baselineMs: number;
  /** The smallest size at which growth was measured. */
  readonly growthSize: number;
  readonly baseline: MeasuredVersion;
  readonly partials: readonly MeasuredVersion[];
  readonly reference: MeasuredVersion;
}

/** A value for one field of the manifest. */
export interface Proposal {
  /** Such as `goal.target`. */
  readonly field: string;
  /** What the manifest says now. */
  readonly now: number | undefined;
  /** Undefined where nothing can be proposed, or nothing is needed. */
  readonly value: number | undefined;
  /** Why, with the figures. */
  readonly reason: string;
  /** True when the exercise itself must change before a value is possible. */
  readonly isStuck: boolean;
}
