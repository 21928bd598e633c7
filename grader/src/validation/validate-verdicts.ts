import type { MetricName } from "../contract/index.ts";
import type { Schedule } from "../engine/measurement/schedule.ts";
import { metrics } from "../engine/metrics/index.ts";
import { decide } from "../engine/verdict/decide.ts";
import { underCondition } from "./busy.ts";
import { naiveRulesFor } from "./naive-rules.ts";
import {
  type Condition,
  pinnedConditions,
  unpinnedConditions,
  type ValidationRecord,
} from "./records.ts";
import { measureSynthetic } from "./synthetic.ts";
import { kindsOf } from "./synthetic-programs.ts";

/** Gradings to make. */
export interface ValidationPlan {
  readonly metric: MetricName;
  /** True speedup / target, in hundredths. */
  readonly percents: readonly number[];
  /** For each ratio and condition. */
  readonly gradings: number;
  readonly schedule: Schedule;
  readonly cpus: readonly number[];
}

/** The target that the gradings are judged by. */
const target = 4;

/** How often the candidate does its unit of work; the baseline's count makes the true ratio exact. */
const candidateTimes = 5;

/** Makes the gradings in turn, so that a change of the machine's state hits all cells alike. */
export async function* validateVerdicts(plan: ValidationPlan): AsyncGenerator<ValidationRecord> {
  for (let grading = 0; grading < plan.gradings; grading++) {
    for (const condition of conditionsOf(plan)) {
      for (const percent of plan.percents) yield await gradeOnce(plan, condition, percent, grading);
    }
  }
}

/** On one CPU no other can be busy; where nothing can be pinned, none can be on purpose. */
function conditionsOf({ metric, cpus }: ValidationPlan): readonly Condition[] {
  if (!metrics[metric].onOneCpu) return unpinnedConditions;
  if (cpus.length === 0) return ["quiet"];
  return pinnedConditions.filter((name) => cpus.length > 1 || name !== "other core busy");
}

async function gradeOnce(
  { metric, schedule, cpus }: ValidationPlan,
  condition: Condition,
  percent: number,
  grading: number,
): Promise<ValidationRecord> {
  const kinds = kindsOf(metric);
  const kind = kinds[grading % kinds.length] ?? "arithmetic";
  const times = { baseline: (candidateTimes * target * percent) / 100, candidate: candidateTimes };
  // One CPU, so that it is known which one is busy; another one from grading to grading.
  const measured = cpus[grading % Math.max(cpus.length, 1)];
  const other = cpus[(grading + 1) % Math.max(cpus.length, 1)];
  const on = measured === undefined ? [] : [measured];
  const measurement = await underCondition(condition, { measured, other }, () =>
    measureSynthetic({ kind, times }, { target, schedule, cpus: on }),
  );
  const naive = naiveRulesFor(metric).map(
    (rule) => [rule.name, rule.verdict(measurement, target)] as const,
  );
  return {
    condition,
    ratio: percent / 100,
    kind,
    target,
    verdict: decide(measurement, target).decision,
    measurement,
    naive: Object.fromEntries(naive),
  };
}
