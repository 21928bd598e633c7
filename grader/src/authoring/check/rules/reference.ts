import { formatRatio } from "../../../contract/format.ts";
import { speedupOf } from "../../../engine/measurement/measurement.ts";
import { explainOutcome } from "../../../reports/verdict.ts";
import { gradeUntilSure } from "../grade-until-sure.ts";
import { referenceHeadroom } from "../headroom.ts";
import type { RuleContext, RuleResult } from "../rule.ts";
import { verdictIsSafe } from "./verdict-odds.ts";

/** That our own solution passes, and clearly. */
export async function* referencePasses(context: RuleContext): AsyncGenerator<RuleResult> {
  const { exercise, solutions } = context;
  const { metric, target } = exercise.definition.goal;
  const needed = target * referenceHeadroom(metric);
  const rule = `the reference passes with headroom (${formatRatio(needed)} or more)`;
  if (solutions.reference === undefined) {
    const write = `write one into solutions/${exercise.id}/src/`;
    yield { rule, holds: false, figure: "there is no reference", fix: write };
    return;
  }
  const result = await gradeUntilSure(context, "reference", solutions.reference);
  const { outcome } = result;
  const holds = outcome.outcome === "passed" && speedupOf(outcome.measurement).estimate >= needed;
  const fix =
    "measurement" in outcome
      ? "make the reference faster, or lower goal.target"
      : "fix the reference: it must answer as the baseline does before its speed counts";
  yield { rule, holds, figure: explainOutcome(result), fix };
  yield verdictIsSafe("reference", result);
}
