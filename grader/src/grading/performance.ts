import type { Goal, Growth } from "../contract/index.ts";
import type { Workbench } from "../course/workbench.ts";
import {
  type GrowthMeasurement,
  type GrowthRequest,
  largestSize,
  measureGrowth,
} from "../engine/measurement/growth.ts";
import { measure } from "../engine/measurement/measure.ts";
import type { Measurement } from "../engine/measurement/measurement.ts";
import type { Schedule } from "../engine/measurement/schedule.ts";
import { type Metric, metrics } from "../engine/metrics/index.ts";
import type { Answer, EncodedArguments, Side } from "../engine/sandbox/sandbox.ts";
import { decide } from "../engine/verdict/decide.ts";
import { type BoundResult, type Outcome, outcomeOfMeasurement } from "../engine/verdict/outcome.ts";
import { refusalOfTooFew } from "../engine/verdict/too-few-operations.ts";

/** What measuring needs besides the two sides. */
export interface PerformanceTools {
  readonly schedule: Schedule;
  /** The CPUs to pin forks to, in turn. */
  readonly cpus: readonly number[];
  /** A monotonic clock in ms. */
  now(): number;
  onFork(done: number, most: number): void;
  /** Called with the answers of both sides to the same inputs of a size. Throws when one is wrong. */
  checkTimedAnswers(expected: readonly Answer[], actual: readonly Answer[], size: number): void;
}

/** What measuring found out. */
export interface Performance {
  readonly outcome: Outcome;
  readonly bounds?: readonly BoundResult[];
  readonly growth?: GrowthMeasurement;
}

/**
 * Whether a candidate whose answers are right is fast enough: the goal's metric first, then the
 * goal's bounds, then growth. The first that is not met is the outcome.
 */
export async function judgePerformance(
  bench: Workbench,
  tools: PerformanceTools,
): Promise<Performance> {
  const { definition } = bench.exercise;
  const { goal } = definition;
  const measurement = await measureOnTheRightClock(bench, tools);
  const outcome = outcomeOfMeasurement(measurement, goal.target);
  if (outcome.outcome !== "passed") return { outcome };
  const refusal = refusalOfTooFew(definition, measurement);
  if (refusal !== undefined) return { outcome: refusal };
  const bounds: BoundResult[] = [];
  for (const { metric, atMost } of goal.bounds ?? []) {
    const bound = await measureBound(bench, tools, metrics[metric], atMost);
    const refusal = refusalOfTooFew(definition, bound.measurement);
    if (refusal !== undefined) return { outcome: refusal };
    bounds.push(bound);
    if (bound.decision !== "kept") {
      return { outcome: outcomeOfBound(measurement, bound), bounds };
    }
  }
  const kept = bounds.length === 0 ? {} : { bounds };
  if (goal.growth === undefined) return { outcome, ...kept };
  const growth = await growthOf(bench, tools, goal.growth);
  if (growth.grows === "within the limit") return { outcome, ...kept, growth };
  return { outcome: { outcome: "grows too fast", measurement, growth }, ...kept, growth };
}

/** A larger share of its time than the baseline's that a candidate may spend waiting. */
const moreWaiting = 0.3;

/** CPU time is blind to waiting: a candidate that waits where the baseline works is timed by the wall. */
async function measureOnTheRightClock(
  bench: Workbench,
  tools: PerformanceTools,
): Promise<Measurement> {
  const { goal } = bench.exercise.definition;
  const measurement = await measureMetric(bench, tools, metrics[goal.metric], goal.target);
  const { baseline, candidate } = measurement.waiting;
  const waits = metrics[goal.metric].clock === "cpu" && candidate > baseline + moreWaiting;
  return waits ? measureMetric(bench, tools, metrics["wall time"], goal.target) : measurement;
}

const defaultSeconds = 8;

/** How long measuring one metric may take: a goal may ask for more of it than is usual. */
export function measuringBudgetMs({ seconds = defaultSeconds }: Goal, schedule: Schedule): number {
  return (schedule.budgetMs * seconds) / defaultSeconds;
}

function measureMetric(
  bench: Workbench,
  tools: PerformanceTools,
  metric: Metric,
  target: number,
): Promise<Measurement> {
  const { goal, answer, input, load } = bench.exercise.definition;
  const budgetMs = measuringBudgetMs(goal, tools.schedule);
  return measure({
    metric,
    schedule: { ...tools.schedule, budgetMs },
    pool: bench.pool,
    start: (side, cpu) => bench.start(side, cpu === undefined ? {} : { cpu }),
    cpus: tools.cpus,
    mayChangeInput: answer.mayChangeInput ?? false,
    ...(load && { load }),
    isDecided: (soFar, margin) => decide(soFar, target, margin).decision !== "inconclusive",
    checkAnswers: (expected, actual) => tools.checkTimedAnswers(expected, actual, input.sizes.time),
    onFork: tools.onFork,
    now: tools.now,
  });
}

async function measureBound(
  bench: Workbench,
  tools: PerformanceTools,
  metric: Metric,
  atMost: number,
): Promise<BoundResult> {
  const measurement = await measureMetric(bench, tools, metric, 1 / atMost);
  const { decision } = decide(measurement, 1 / atMost);
  const kept = { passed: "kept", "too slow": "broken", inconclusive: "inconclusive" } as const;
  return { atMost, measurement, decision: kept[decision] };
}

function outcomeOfBound(measurement: Measurement, bound: BoundResult): Outcome {
  const { decision, ...doubt } = decide(bound.measurement, 1 / bound.atMost);
  return decision === "inconclusive" && "reason" in doubt
    ? { outcome: "inconclusive", measurement, bound, reason: doubt.reason }
    : { outcome: "over a bound", measurement, bound };
}

/** A candidate must be right at the largest size too, and not only fast. */
async function growthOf(
  bench: Workbench,
  tools: PerformanceTools,
  growth: Growth,
): Promise<GrowthMeasurement> {
  const growthMeasurement = await growthOfSide(bench, "candidate", growth, { cpu: tools.cpus[0] });
  const size = largestSize(growth);
  const inputs = bench.poolOf(size).take(0, 1);
  const expected = await answersOf(bench, "baseline", inputs);
  tools.checkTimedAnswers(expected, await answersOf(bench, "candidate", inputs), size);
  return growthMeasurement;
}

/** How one side's time grows, on fresh inputs, whatever it answers. */
export function growthOfSide(
  bench: Workbench,
  side: Side,
  growth: Growth,
  { cpu, ...rounds }: { readonly cpu: number | undefined } & Pick<GrowthRequest, "rounds">,
): Promise<GrowthMeasurement> {
  return measureGrowth({
    ...rounds,
    growth,
    start: () => bench.start(side, cpu === undefined ? {} : { cpu }),
    take: freshInputs(bench),
    mayChangeInput: bench.exercise.definition.answer.mayChangeInput ?? false,
  });
}

async function answersOf(bench: Workbench, side: Side, inputs: readonly EncodedArguments[]) {
  const worker = await bench.start(side);
  try {
    await worker.deliver(inputs);
    await worker.run();
    return (await worker.collect(inputs.map((_, index) => index))).answers;
  } finally {
    await worker.stop();
  }
}

/** Inputs that were not taken before, for each size; after the one whose answer is checked. */
function freshInputs(bench: Workbench): GrowthRequest["take"] {
  const taken = new Map<number, number>();
  return (size, count) => {
    const first = taken.get(size) ?? 1;
    taken.set(size, first + count);
    return bench.poolOf(size).take(first, count);
  };
}
