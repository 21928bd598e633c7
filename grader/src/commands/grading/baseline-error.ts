import { ExerciseError } from "../../contract/errors.ts";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import type { WorkerFailed } from "../../engine/sandbox/sandbox.ts";

/** Of a candidate's failure the pipeline makes an outcome, so one that is thrown is the baseline's. */
export function baselineError(
  { id, folder }: LoadedExercise,
  { failure }: WorkerFailed,
): ExerciseError {
  const what = "error" in failure ? failure.error.message : failure.kind;
  return new ExerciseError(`the baseline of ${id} failed: ${what}`, `fix it in ${folder}`);
}
