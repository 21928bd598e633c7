import type { DescribedMistake } from "../correctness/describe.ts";
import type { GrowthMeasurement } from "../measurement/growth.ts";
import type { Measurement } from "../measurement/measurement.ts";
import type { Failure } from "../sandbox/sandbox.ts";
import { decide } from "./decide.ts";

interface When {
  readonly during: "loading" | "a call";
  /** The input, in words. */
  readonly on?: string;
}

/** How the candidate keeps one of the goal's bounds. */
export interface BoundResult {
  /** Times the baseline's cost. */
  readonly atMost: number;
  readonly measurement: Measurement;
  readonly decision: "kept" | "broken" | "inconclusive";
}

/** Why a measured speedup or bound decides nothing. */
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
      /** The bound that is in doubt, where it is not the speedup. */
      readonly bound?: BoundResult;
    }
  | {
      readonly outcome: "over a bound";
      readonly measurement: Measurement;
      readonly bound: BoundResult;
    }
  | {
      readonly outcome: "grows too fast";
      readonly measurement: Measurement;
      readonly growth: GrowthMeasurement;
    }
  | ({ readonly outcome: "wrong answer" } & DescribedMistake)
  | ({ readonly outcome: "crashed"; readonly what: string; readonly stack: string } & When)
  | ({ readonly outcome: "timed out"; readonly seconds: number } & When)
  | { readonly outcome: "out of memory"; readonly megabytes: number }
  | { readonly outcome: "refused"; readonly reasons: readonly string[] }
  | { readonly outcome: "tampered"; readonly what: string }
  /** Not graded, because it was to be diagnosed first. */
  | { readonly outcome: "undiagnosed"; readonly diagnoses: number };

export type OutcomeName = Outcome["outcome"];

/** The outcome of a speedup that was measured to the end. */
export function outcomeOfMeasurement(measurement: Measurement, target: number): Outcome {
  const decision = decide(measurement, target);
  return decision.decision === "inconclusive"
    ? { outcome: "inconclusive", reason: decision.reason, measurement }
    : { outcome: decision.decision, measurement };
}

/** The outcome of a candidate's process that failed. `on` names the input, where there was one. */
export function outcomeOfFailure(failure: Failure, on?: string): Outcome {
  const where = on === undefined ? {} : { on };
  switch (failure.kind) {
    case "threw": {
      const { name, message, stack } = failure.error;
      const what = name === "" ? `threw ${message}` : `${name}: ${message}`;
      return { outcome: "crashed", during: failure.during, what, stack, ...where };
    }
    case "exited":
      return { outcome: "crashed", during: failure.during, what: failure.how, stack: "", ...where };
    case "timed out":
      return { outcome: "timed out", during: failure.during, seconds: failure.seconds, ...where };
    case "out of memory":
      return { outcome: "out of memory", megabytes: failure.megabytes };
    case "missing export":
      return { outcome: "refused", reasons: [describeMissingExport(failure)] };
    case "changed built-ins":
      return { outcome: "tampered", what: failure.what };
    case "broke the protocol":
      return { outcome: "tampered", what: failure.what };
  }
}

function describeMissingExport(failure: Failure & { kind: "missing export" }): string {
  if (failure.exports.includes(failure.entry)) {
    return `src/index.ts must export the function ${failure.entry}; what it exports by that name is no function`;
  }
  const found = failure.exports.length === 0 ? "nothing" : failure.exports.join(", ");
  return `src/index.ts must export the function ${failure.entry}; it exports ${found}`;
}
