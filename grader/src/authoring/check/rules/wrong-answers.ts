import type { GradingResult } from "../../../grading/result.ts";
import { explainOutcome } from "../../../reports/verdict.ts";
import type { RuleContext, RuleResult } from "../rule.ts";
import { atLeastOne } from "./at-least-one.ts";

/** That the hidden inputs catch the mistakes which this exercise invites. */
export async function* wrongAnswersAreRefused(context: RuleContext): AsyncGenerator<RuleResult> {
  const { exercise, solutions, grade } = context;
  const parent = `solutions/${exercise.id}/wrong`;
  yield atLeastOne("wrong answer", solutions.wrong.size, `write one into ${parent}/<name>/`);
  for (const [name, folder] of solutions.wrong) {
    const result = await grade(`wrong/${name}`, folder);
    yield {
      rule: `wrong/${name} is refused as a wrong answer`,
      holds: result.outcome.outcome === "wrong answer",
      figure: whatRefusedIt(result),
      fix: "add an input to input.edgeCases on which it is wrong, or let input.make give one each time; it must answer, and not crash",
    };
  }
}

function whatRefusedIt(result: GradingResult): string {
  const { outcome } = result;
  return outcome.outcome === "wrong answer"
    ? `by ${outcome.on}: ${outcome.problem}${outcome.path === undefined ? "" : ` at ${outcome.path}`}`
    : `${outcome.outcome}: ${explainOutcome(result)}`;
}
