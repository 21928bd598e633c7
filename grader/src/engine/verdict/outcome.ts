import type { DescribedMistake } from "../correctness/describe.ts";
import type { GrowthMeasurement } from "../measurement/growth.ts";
import type { Measurement } from "../measurement/measurement.ts";
import type { SpentTime } from "../sandbox/sandbox.ts";
import { decide } from "./decide.ts";

interface When {
  readonly during: "loading" | "a call";
  /** The input, in words. */
  readonly on?: string;
}

/** Why a process ended, in words, and where as a stack: it may say nothing of the submission. */
interface Thrown {
  readonly what: string;
  readonly stack: string;
}

/** An error that an error carries: its cause, or one of those that it puts together. */
export interface Behind extends Thrown {
  readonly is: "cause" | "part";
}

/** What running a call again has shown, as far as it failed again. */
export interface Where {
  /** Where it was, as a stack. */
  readonly stack?: string;
  /** It was nowhere: it waited, and nothing came. */
  readonly waits?: boolean;
  /** The arguments of a small call that fails in the same way, each one printed. */
  readonly input?: readonly string[];
}

/** Whether the candidate keeps one of the goal's bounds. */
export interface BoundResult {
  /** As a multiple of the baseline's cost. */
  readonly atMost: number;
  readonly measurement: Measurement;
  readonly decision: "kept" | "broken" | "inconclusive";
}

/** Why a measured speedup or bound is inconclusive. */
export type Doubt = "too close to call" | "too noisy";

/**
 * How a grading ended. Whatever a submission can cause is one of these values; an exception is a
 * bug of the grader or of the exercise.
 */
export type Outcome =
  | { readonly outcome: "passed"; readonly measurement: Measurement }
  | { readonly outcome: "too slow"; readonly measurement: Measurement }
  | {
      readonly outcome: "inconclusive";
      readonly measurement: Measurement;
      readonly reason: Doubt;
      /** The inconclusive bound; undefined if the speedup is inconclusive. */
      readonly bound?: BoundResult;
    }
  | {
      readonly outcome: "over a bound";
      /** Of the speedup: enough, or in doubt. */
      readonly measurement: Measurement;
      readonly bound: BoundResult;
    }
  | {
      readonly outcome: "grows too fast";
      /** Of the speedup: enough, or in doubt. */
      readonly measurement: Measurement;
      readonly growth: GrowthMeasurement;
    }
  | ({ readonly outcome: "wrong answer" } & DescribedMistake)
  | (Thrown & { readonly outcome: "crashed"; readonly behind?: readonly Behind[] } & When)
  /** `spent`: there where not one request took too long but all of them together, by stage. */
  | ({
      readonly outcome: "timed out";
      readonly seconds: number;
      readonly spent?: readonly SpentTime[];
    } & When &
      Where)
  | ({ readonly outcome: "out of memory"; readonly megabytes: number } & Where)
  | { readonly outcome: "refused"; readonly reasons: readonly string[] }
  /** `with` is unknown in older records. */
  | {
      readonly outcome: "tampered";
      readonly what: string;
      readonly with?: "built-ins" | "channel";
    }
  /** Not graded, because a right diagnosis was required first. */
  | { readonly outcome: "undiagnosed"; readonly diagnoses: number };

export type OutcomeName = Outcome["outcome"];

/** The outcome of a complete measurement of the speedup. */
export function outcomeOfMeasurement(measurement: Measurement, target: number): Outcome {
  const decision = decide(measurement, target);
  return decision.decision === "inconclusive"
    ? { outcome: "inconclusive", reason: decision.reason, measurement }
    : { outcome: decision.decision, measurement };
}

/** The outcome of a candidate that has clearly failed nothing so far. */
export type OpenOutcome = Outcome & { readonly outcome: "passed" | "inconclusive" };

/**
 * A bound that was measured to the end, and what becomes of the outcome so far: a bound that is
 * clearly broken decides, also where the speed is in doubt. Of several doubts the first stays.
 */
export function judgedBound(
  atMost: number,
  measurement: Measurement,
  soFar: OpenOutcome,
): { bound: BoundResult; outcome: Outcome } {
  const decided = decide(measurement, 1 / atMost);
  const goal = { measurement: soFar.measurement };
  switch (decided.decision) {
    case "passed":
      return { bound: { atMost, measurement, decision: "kept" }, outcome: soFar };
    case "too slow": {
      const bound = { atMost, measurement, decision: "broken" } as const;
      return { bound, outcome: { outcome: "over a bound", ...goal, bound } };
    }
    case "inconclusive": {
      const bound = { atMost, measurement, decision: "inconclusive" } as const;
      const { reason } = decided;
      const doubt = { outcome: "inconclusive", ...goal, bound, reason } as const;
      return { bound, outcome: soFar.outcome === "passed" ? doubt : soFar };
    }
  }
}
