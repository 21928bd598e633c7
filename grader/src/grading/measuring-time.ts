import type { Manifest } from "../contract/manifest.ts";
import { type GradingSchedule, quick } from "../engine/measurement/schedule.ts";
import { boundsOf } from "./bounds-of.ts";

/** What a schedule's budget is for, in seconds: a goal that asks for more gets as many times more. */
const usualSeconds = 8;

/** How long measuring one metric may take: a goal may ask for more of it than is usual. */
export function measuringBudgetMs(
  { seconds }: Manifest["goal"],
  { budgetMs, totalMs }: GradingSchedule,
): number {
  return Math.min((budgetMs * seconds) / usualSeconds, totalMs);
}

/**
 * What one grading gives a submission beside all measuring, in ms: for the answers that are checked,
 * calls that are run again, and evidence. Those take 5 to 19 s of an ordinary grading.
 */
const besideMeasuringMs = 60_000;

/** How long the processes of a submission may run in one grading, whatever they are started for. */
export function submissionBudgetMs(
  definition: Pick<Manifest, "goal" | "load">,
  schedule: GradingSchedule,
): number {
  const metrics = 1 + boundsOf(definition).length;
  const ofOne = measuringBudgetMs(definition.goal, schedule);
  const measuringMs = Math.min(metrics * ofOne, schedule.totalMs);
  return besideMeasuringMs + measuringMs;
}

/** Shares out the time of a grading's measuring among the metrics, in the order of measuring. */
export class MeasuringTime {
  readonly #perMetricMs: number;
  readonly #end: number;
  readonly #now: () => number;

  /** @param now a clock in ms */
  constructor(goal: Manifest["goal"], schedule: GradingSchedule, now: () => number) {
    this.#perMetricMs = measuringBudgetMs(goal, schedule);
    this.#end = now() + schedule.totalMs;
    this.#now = now;
  }

  /** How long the metric at hand may take, when so many conditions are to be measured after it. */
  leftFor(conditionsAfter: number): number {
    const reserved = conditionsAfter * Math.min(quick.budgetMs, this.#perMetricMs);
    const left = this.#end - this.#now() - reserved;
    return Math.max(0, Math.min(left, this.#perMetricMs));
  }
}
