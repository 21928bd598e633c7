import { allOver } from "./all-over.ts";
import type { Rule, RuleResult } from "./rule.ts";
import { growthSeparates } from "./rules/growth.ts";
import { hotSpotIsAsPlanted } from "./rules/hot-spot.ts";
import { inputsAreSound } from "./rules/inputs.ts";
import { mutantsAreRefused } from "./rules/mutants.ts";
import { partialsFallShort } from "./rules/partials.ts";
import { referencePasses } from "./rules/reference.ts";
import { starterIsTooSlow } from "./rules/starter.ts";
import { gradingsFitTheirTime } from "./rules/time-budget.ts";
import { visibleTestsTellRightFromWrong } from "./rules/visible-tests.ts";
import { wrongAnswersAreRefused } from "./rules/wrong-answers.ts";

/** Rules that make inputs, start processes or measure, cheap ones first: what they find is kept. */
export const runningRules: readonly Rule[] = [
  inputsAreSound,
  sideBySide(mutantsAreRefused, visibleTestsTellRightFromWrong, wrongAnswersAreRefused),
  hotSpotIsAsPlanted,
  starterIsTooSlow,
  partialsFallShort,
  referencePasses,
  growthSeparates,
  gradingsFitTheirTime,
];

/** Rules that start processes and time nothing need not wait for each other. */
function sideBySide(...together: readonly Rule[]): Rule {
  return async function* (context) {
    const found = together.map((rule) => allFindings(rule(context)));
    for (const findings of await allOver(found)) yield* findings;
  };
}

async function allFindings(of: ReturnType<Rule>): Promise<RuleResult[]> {
  const findings: RuleResult[] = [];
  for await (const finding of of) findings.push(finding);
  return findings;
}
