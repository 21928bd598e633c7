import { formatRatio } from "../../../contract/format.ts";
import { speedupOf } from "../../../engine/measurement/measurement.ts";
import type { OutcomeName } from "../../../engine/verdict/outcome.ts";
import type { GradingResult } from "../../../grading/result.ts";
import { explainOutcome } from "../../../reports/verdict.ts";
import { notFaster, reasonDeclared } from "../declared.ts";
import { gradeUntilSure, isTooNoisy } from "../grade-until-sure.ts";
import type { RuleContext, RuleResult } from "../rule.ts";
import { atLeastOne } from "./at-least-one.ts";

/** How an honest half-fix may end: each names something that is asked for and not reached. */
const fallsShort: readonly OutcomeName[] = ["too slow", "over a bound", "grows too fast"];

/** That half a fix is worth something, and not enough. */
export async function* partialsFallShort(context: RuleContext): AsyncGenerator<RuleResult> {
  const { exercise, solutions } = context;
  const parent = `solutions/${exercise.id}/partial`;
  yield atLeastOne("partial fix", solutions.partial.size, `write one into ${parent}/<name>/`);
  for (const [name, folder] of solutions.partial) {
    const subject = `partial/${name}` as const;
    const result = await gradeUntilSure(context, subject, folder, isUnsure);
    yield {
      rule: `partial/${name} falls short`,
      holds: fallsShort.includes(result.outcome.outcome),
      figure: explainOutcome(result),
      fix: "a partial fix is right, and clearly misses the target, a bound or the limit on growth: fix it, or move the goal away from it",
    };
    yield isFaster(name, folder, result);
  }
}

/** A grading is over when it is clear that the target is missed; a small gain needs more forks. */
function isUnsure(result: GradingResult): boolean {
  const { outcome } = result;
  if (!("measurement" in outcome)) return false;
  const { estimate, low } = speedupOf(outcome.measurement);
  return isTooNoisy(result) || (estimate > 1 && low <= 1);
}

function isFaster(name: string, folder: string, { outcome }: GradingResult): RuleResult {
  const speedup = "measurement" in outcome ? speedupOf(outcome.measurement) : undefined;
  const gains = speedup !== undefined && speedup.low > 1;
  const least = speedup && `99 % sure that it is ${formatRatio(speedup.low)} or more`;
  const reason = reasonDeclared(folder, notFaster);
  if (reason !== undefined) {
    return {
      rule: `partial/${name} is not faster than the baseline, and says why`,
      holds: !gains,
      figure: gains ? `it is faster: ${least}` : reason,
      fix: `remove the line "// ${notFaster} ..." of its index.ts`,
    };
  }
  return {
    rule: `partial/${name} is faster than the baseline`,
    holds: gains,
    figure: least ?? "its speed was not measured",
    fix: `let it gain something, or say why it does not, on the first line of its index.ts: "// ${notFaster} <why>"`,
  };
}
