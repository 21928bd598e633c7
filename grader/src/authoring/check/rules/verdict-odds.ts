import { formatChance } from "../../../contract/format.ts";
import type { GradingResult } from "../../../grading/result.ts";
import { chances } from "../../figures/figures.ts";
import type { RuleResult } from "../rule.ts";

/** Of gradings of one of our versions. */
export const mostWrongVerdicts = 0.01;

/** That students would hardly ever get another verdict on this version than it deserves. */
export function verdictIsSafe(name: string, result: GradingResult): RuleResult {
  const rule = `a grading of the ${name} has a wrong verdict in less than ${formatChance(mostWrongVerdicts)} of cases`;
  if (!("measurement" in result.outcome)) {
    const fix = `fix first what keeps the ${name} from being measured`;
    return { rule, holds: false, figure: "its speed was not measured", fix };
  }
  const { wrong, inconclusive } = chances(result);
  return {
    rule,
    holds: wrong < mostWrongVerdicts,
    figure: `wrong ${formatChance(wrong)}, inconclusive ${formatChance(inconclusive)}`,
    fix: "move goal.target further away from it, or make its speed vary less from input to input",
  };
}
