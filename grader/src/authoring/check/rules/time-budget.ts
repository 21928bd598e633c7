import { join } from "node:path";
import { quick } from "../../../engine/measurement/schedule.ts";
import { measuringBudgetMs } from "../../../grading/measuring-time.ts";
import type { GradingResult, Subject } from "../../../grading/result.ts";
import type { RuleContext, RuleResult } from "../rule.ts";

/** How long measuring one metric of one version took. */
interface Span {
  readonly subject: Subject;
  readonly metric: string;
  /** As it would take where nobody else uses the CPU: on a busy machine everything takes longer. */
  readonly quietSeconds: number;
  readonly seconds: number;
}

/** That nobody's grading ends as inconclusive because time was up. */
export async function* gradingsFitTheirTime(context: RuleContext): AsyncGenerator<RuleResult> {
  const spans: Span[] = [];
  for (const [subject, folder] of versionsOf(context)) {
    spans.push(...spansOf(subject, await context.grade(subject, folder)));
  }
  const [longest] = spans.toSorted((a, b) => b.quietSeconds - a.quietSeconds);
  const budget = measuringBudgetMs(context.exercise.definition.goal, quick) / 1000;
  yield {
    rule: `every measurement ends within its ${budget} s`,
    holds: longest !== undefined && longest.quietSeconds <= budget,
    figure: longest === undefined ? "nothing was measured" : describe(longest),
    fix: "lower input.sizes.time, or how long the load lasts, or raise goal.seconds",
  };
}

function describe({ subject, metric, quietSeconds, seconds }: Span): string {
  const here = seconds - quietSeconds < 0.05 ? "" : `, and ${seconds.toFixed(1)} s beside others`;
  return `the longest: ${metric} of ${subject}, ${quietSeconds.toFixed(1)} s${here}`;
}

/** The versions whose speed counts: a wrong answer is refused before it is measured. */
function* versionsOf({ exercise, solutions }: RuleContext): Generator<[Subject, string]> {
  yield ["your code", join(exercise.folder, "baseline")];
  for (const [name, folder] of solutions.partial) yield [`partial/${name}`, folder];
  if (solutions.reference !== undefined) yield ["reference", solutions.reference];
}

function spansOf(subject: Subject, { outcome, bounds = [] }: GradingResult): Span[] {
  const own = "measurement" in outcome ? [outcome.measurement] : [];
  return [...own, ...bounds.map(({ measurement }) => measurement)].map(
    ({ metric, seconds, contention }) => ({
      subject,
      metric,
      seconds,
      quietSeconds: seconds / Math.max(1, contention),
    }),
  );
}
