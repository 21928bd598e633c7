import { thorough } from "../../engine/measurement/schedule.ts";
import type { GradingResult, Subject } from "../../grading/result.ts";
import type { RuleContext } from "./rule.ts";

/**
 * Grades a version, and once more for longer where that leaves a doubt: what a busy machine hides
 * is no fault of the exercise.
 */
export async function gradeUntilSure(
  { grade }: RuleContext,
  subject: Subject,
  folder: string,
  isUnsure: (result: GradingResult) => boolean = isTooNoisy,
): Promise<GradingResult> {
  const result = await grade(subject, folder);
  return isUnsure(result) ? grade(subject, folder, thorough) : result;
}

/** A tight interval around the target is another thing: the version is too near to it. */
export function isTooNoisy({ outcome }: GradingResult): boolean {
  return outcome.outcome === "inconclusive" && outcome.reason === "too noisy";
}
