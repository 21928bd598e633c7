import { ExerciseError } from "../../contract/errors.ts";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import { adviceOnLimits } from "../../engine/process-limits.ts";
import type { WorkerFailed } from "../../engine/sandbox/sandbox.ts";
import { describeFailure } from "../../engine/verdict/describe-failure.ts";

/** Of a candidate's failure the pipeline makes an outcome, so one that is thrown is the baseline's. */
export function baselineError(
  { id, folder }: LoadedExercise,
  { failure }: WorkerFailed,
  advice = adviceOnLimits(),
): ExerciseError {
  const fix = `fix it in ${folder}`;
  // What it throws is its own; what ends it may be the machine's limits.
  const next =
    failure.kind === "threw" || advice === undefined ? fix : `${advice}; if it is not that, ${fix}`;
  return new ExerciseError(`the baseline of ${id} failed: it ${describeFailure(failure)}`, next);
}
