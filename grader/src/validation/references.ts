import { findSolutions } from "../course/exercises/course.ts";
import type { LoadedExercise } from "../course/exercises/load.ts";
import { take } from "../course/staging/submission.ts";
import { quick } from "../engine/measurement/schedule.ts";
import { processSandbox } from "../engine/sandbox/process-sandbox.ts";
import type { OutcomeName } from "../engine/verdict/outcome.ts";
import { grade } from "../grading/pipeline.ts";
import { newProvenance } from "../grading/provenance.ts";

/**
 * Grades the reference of an exercise again and again, with fresh seeds, as a student would.
 *
 * @returns each outcome; none for an exercise without a reference
 */
export async function* repeatReference(
  exercise: LoadedExercise,
  root: string,
  times: number,
): AsyncGenerator<OutcomeName> {
  const { reference } = findSolutions(root, exercise.id);
  if (reference === undefined) return;
  const taken = await take(exercise, reference);
  for (let time = 0; time < times; time++) {
    const request = {
      exercise,
      taken,
      subject: "reference" as const,
      provenance: newProvenance(),
      schedule: quick,
    };
    const { outcome } = await grade(request, {
      sandbox: processSandbox,
      now: () => performance.now(),
      onProgress: () => {},
      evidence: undefined,
    });
    yield outcome.outcome;
  }
}
