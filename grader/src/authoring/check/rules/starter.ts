import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { formatRatio } from "../../../contract/format.ts";
import { take } from "../../../course/staging/submission.ts";
import { speedupOf } from "../../../engine/measurement/measurement.ts";
import { explainOutcome } from "../../../reports/verdict.ts";
import { gradeUntilSure } from "../grade-until-sure.ts";
import { starterAtMost } from "../headroom.ts";
import type { RuleContext, RuleResult } from "../rule.ts";
import { verdictIsSafe } from "./verdict-odds.ts";

/** That a student begins with the baseline, byte for byte. */
export async function* starterIsBaseline({ exercise }: RuleContext): AsyncGenerator<RuleResult> {
  const [starter, baseline] = await Promise.all(
    ["src", "baseline"].map((side) => take(exercise, join(exercise.folder, side))),
  );
  const bothTaken = starter?.state === "taken" && baseline?.state === "taken";
  const holds =
    bothTaken &&
    starter.submission.digest === baseline.submission.digest &&
    isDeepStrictEqual(starter.submission.leftOut, baseline.submission.leftOut);
  yield {
    rule: "the starter equals the baseline",
    holds,
    figure: holds ? "byte for byte" : "src/ and baseline/ differ, or one can't be used",
    fix: `copy baseline/ to src/, or run npm run reset -- ${exercise.id}`,
  };
}

/** That the starter misses the target, and clearly. */
export async function* starterIsTooSlow(context: RuleContext): AsyncGenerator<RuleResult> {
  const { exercise } = context;
  const folder = join(exercise.folder, "baseline");
  const result = await gradeUntilSure(context, "your code", folder);
  const { outcome } = result;
  const atMost = exercise.definition.goal.target * starterAtMost;
  yield {
    rule: `the starter is too slow with headroom (${formatRatio(atMost)} or less)`,
    holds: outcome.outcome === "too slow" && speedupOf(outcome.measurement).estimate <= atMost,
    figure: explainOutcome(result),
    fix:
      "measurement" in outcome
        ? "the baseline is graded against itself: raise goal.target, or make it measurable (5 to 30 ms for one call of the timed size)"
        : "the baseline is graded against itself: it must give the same answer again, and come to its end",
  };
  yield verdictIsSafe("starter", result);
}
