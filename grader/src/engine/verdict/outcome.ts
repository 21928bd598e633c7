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

/** A bound that was measured to the end, and the outcome of a candidate that met all before it. */
export function judgedBound(
  atMost: number,
  measurement: Measurement,
  met: Outcome & { readonly outcome: "passed" },
): { bound: BoundResult; outcome: Outcome } {
  const decided = decide(measurement, 1 / atMost);
  const goal = { measurement: met.measurement };
  switch (decided.decision) {
    case "passed":
      return { bound: { atMost, measurement, decision: "kept" }, outcome: met };
    case "too slow": {
      const bound = { atMost, measurement, decision: "broken" } as const;
      return { bound, outcome: { outcome: "over a bound", ...goal, bound } };
    }
    case "inconclusive": {
      const bound = { atMost, measurement, decision: "inconclusive" } as const;
      return {
        bound,
        outcome: { outcome: "inconclusive", ...goal, bound, reason: decided.reason },
      };
    }
  }
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

function describeMissingExport({
  entry,
  exports,
  instead,
}: Failure & { kind: "missing export" }): string {
  const must = `src/index.ts must export the function ${entry}`;
  if (instead !== undefined) return `${must}; what it exports by that name is ${instead}`;
  const found = exports.length === 0 ? "nothing" : exports.map(visible).join(", ");
  const advice = exports.includes("default")
    ? `; write export function ${entry}, without default`
    : "";
  return `${must}; it exports ${found}${advice}`;
}

/** A name may hold characters that nobody sees. */
const visible = (name: string) =>
  name.replaceAll(/\p{Cf}/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
