import { formatShare } from "../../../contract/format.ts";
import type { MetricName } from "../../../contract/metric-names.ts";
import { costKindOf, costliestPlace } from "../../../evidence/diagnosis/costly-place.ts";
import { isAsPlanted } from "../../../validation/repeated-evidence.ts";
import type { ProfiledBaseline, RuleContext, RuleResult } from "../rule.ts";

/** A diagnosis is judged by one profile, so a single other one is too many. */
const profiles = 5;

/** That the baseline's profiles show what the manifest says was planted: of time, or of bytes. */
export async function* hotSpotIsAsPlanted(context: RuleContext): AsyncGenerator<RuleResult> {
  const { exercise, profileBaseline } = context;
  const { function: name, file, lines } = exercise.definition.diagnosis;
  const describe = (one: ProfiledBaseline) => describePlace(one, exercise.definition.goal.metric);
  const profiled = await profileBaseline(profiles);
  const planted = profiled.filter((one) => isAsPlanted(exercise, one));
  const others = profiled.filter((one) => !planted.includes(one)).map(describe);
  const shown = others.length > 0 ? new Set(others) : planted.slice(0, 1).map(describe);
  yield {
    rule: `the hot spot is ${name} in ${file}, lines ${lines.join("-")}`,
    holds: profiled.length === profiles && others.length === 0,
    figure: [`in ${planted.length} of ${profiled.length} profiles`, ...shown].join("; "),
    fix: `let diagnosis in exercise.ts name the place that the profiles show (npm run profile -- ${exercise.id} --baseline prints it), or give the planted place more of the work`,
  };
}

function describePlace(profiled: ProfiledBaseline, metric: MetricName): string {
  const kind = costKindOf(metric);
  const seen = kind === "time" ? profiled.cpu : profiled.lineAllocations;
  if (seen.state === "missing") return seen.why;
  const place = costliestPlace(profiled, kind);
  if (place === undefined) return "no profile shows one";
  const { function: name, file, share, lines } = place;
  return `${name} in ${file}, line ${lines[0]?.line ?? "unknown"}, ${formatShare(share)} of the ${kind}`;
}
