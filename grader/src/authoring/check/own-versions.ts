/** Grading and staging our own versions of an exercise: the same way, whoever asks. */

import { type Bench, withBench } from "../../course/bench.ts";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import type { Submission, TakenSubmission } from "../../course/staging/submission.ts";
import { type GradingSchedule, quick } from "../../engine/measurement/schedule.ts";
import { processSandbox } from "../../engine/sandbox/process-sandbox.ts";
import { grade } from "../../grading/pipeline.ts";
import type { Progress } from "../../grading/progress.ts";
import { newProvenance } from "../../grading/provenance.ts";
import type { GradingResult, Subject } from "../../grading/result.ts";

/** A version to be graded. */
export interface GradedSubject {
  readonly exercise: LoadedExercise;
  readonly subject: Subject;
  readonly taken: TakenSubmission;
  /** Default: as for a person who waits. */
  readonly schedule?: GradingSchedule;
}

/** Without evidence: profiles say nothing of a verdict, and take longer than it. */
export function gradeOwn(
  { schedule = quick, ...graded }: GradedSubject,
  onProgress: (progress: Progress) => void,
): Promise<GradingResult> {
  const request = { ...graded, schedule, provenance: newProvenance() };
  const now = () => performance.now();
  return grade(request, { sandbox: processSandbox, now, onProgress, evidence: undefined });
}

/** Works with one of our versions on a bench, beside the baseline. */
export function withOwn<Result>(
  exercise: LoadedExercise,
  submission: Submission,
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const timeSeed = newProvenance().seeds.time;
  return withBench({ exercise, submission, sandbox: processSandbox, timeSeed }, work);
}
