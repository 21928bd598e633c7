import { type ExerciseFigures, figuresOf } from "../../src/authoring/figures/figures.ts";
import type { Subject } from "../../src/grading/result.ts";
import { exampleMeasurement, exampleOutcomes, exampleResult } from "./example-results.ts";

/** A grading of a version with this speedup against a target of 4. */
export function gradingOf(subject: Subject, speedup: number) {
  const outcome = speedup > 4 ? ("passed" as const) : ("too slow" as const);
  return exampleResult({ outcome, measurement: exampleMeasurement(speedup) }, { subject });
}

/** Of an exercise with a starter, a partial fix, a reference and a wrong answer. */
export const exampleFigures = figuresOf([
  gradingOf("your code", 1),
  gradingOf("partial/half", 2.04567),
  gradingOf("reference", 16),
  exampleResult(exampleOutcomes["wrong answer"], { subject: "wrong/fast" }),
]) as ExerciseFigures;
