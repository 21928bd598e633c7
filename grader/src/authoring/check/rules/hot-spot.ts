import { formatShare } from "../../../contract/format.ts";
import { hotSpotOf } from "../../../evidence/evidence.ts";
import { isAsPlanted } from "../../../validation/repeated-evidence.ts";
import type { ProfiledBaseline, RuleContext, RuleResult } from "../rule.ts";

/** A diagnosis is judged by one profile, so a single other one is too many. */
const profiles = 5;

/** That the baseline's profiles show what the manifest says was planted. */
export async function* hotSpotIsAsPlanted(context: RuleContext): AsyncGenerator<RuleResult> {
  const { exercise, profileBaseline } = context;
  const { function: name, file, lines } = exercise.definition.diagnosis;
  const profiled = await profileBaseline(profiles);
  const planted = profiled.filter((one) => isAsPlanted(exercise, one));
  const others = profiled.filter((one) => !planted.includes(one)).map(describe);
  yield {
    rule: `the hot spot is ${name} in ${file}, lines ${lines.join("-")}`,
    holds: profiled.length === profiles && others.length === 0,
    figure: [`in ${planted.length} of ${profiled.length} profiles`, ...seen(planted, others)].join(
      "; ",
    ),
    fix: "let diagnosis in exercise.ts name the place that the profiles show, or give the planted place more of the work",
  };
}

/** Of profiles that agree, one; of the others, each. */
function seen(planted: readonly ProfiledBaseline[], others: readonly string[]): string[] {
  if (others.length > 0) return [...new Set(others)];
  return planted.slice(0, 1).map(describe);
}

function describe(profiled: ProfiledBaseline): string {
  if (profiled.cpu.state === "missing") return profiled.cpu.why;
  const hot = hotSpotOf(profiled);
  if (hot === undefined) return "no profile shows one";
  const { name, file, share } = hot.function;
  return `${name} in ${file}, line ${hot.line?.line ?? "unknown"}, ${formatShare(share)} of the time`;
}
