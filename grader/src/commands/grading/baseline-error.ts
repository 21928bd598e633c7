import { ExerciseError } from "../../contract/errors.ts";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import type { Failure, WorkerFailed } from "../../engine/sandbox/sandbox.ts";

/** Of a candidate's failure the pipeline makes an outcome, so one that is thrown is the baseline's. */
export function baselineError(
  { id, folder }: LoadedExercise,
  { failure }: WorkerFailed,
): ExerciseError {
  const what = whatFailed(failure);
  return new ExerciseError(`the baseline of ${id} failed: ${what}`, `fix it in ${folder}`);
}

function whatFailed(failure: Failure): string {
  if (failure.kind === "missing export") {
    const { entry, exports, instead = "not exported" } = failure;
    return `its entry ${entry} is ${instead}; baseline/index.ts exports ${exports.join(", ") || "nothing"}`;
  }
  return "error" in failure ? failure.error.message : failure.kind;
}
