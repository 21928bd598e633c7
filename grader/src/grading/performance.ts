import { SetupError } from "../contract/errors.ts";
import type { Bound, Growth, MetricName } from "../contract/index.ts";
import type { Bench } from "../course/bench.ts";
import { compareAnswers, type Mistake } from "../engine/correctness/check.ts";
import { describeWrongAnswer } from "../engine/correctness/describe.ts";
import { type ForkRequest, isMeasured, type NotMeasured } from "../engine/measurement/fork.ts";
import {
  type GrowthAnswer,
  type GrowthMeasurement,
  type GrowthRequest,
  largestSize,
  measureGrowth,
} from "../engine/measurement/growth.ts";
import { measure } from "../engine/measurement/measure.ts";
import type { Measurement } from "../engine/measurement/measurement.ts";
import type { GradingSchedule } from "../engine/measurement/schedule.ts";
import { canShare, measurementOf } from "../engine/measurement/shared.ts";
import { type Metric, metrics } from "../engine/metrics/index.ts";
import { type Answer, type Side, WorkerFailed } from "../engine/sandbox/sandbox.ts";
import { decide, isHopeless } from "../engine/verdict/decide.ts";
import {
  type BoundResult,
  judgedBound,
  type OpenOutcome,
  type Outcome,
  outcomeOfMeasurement,
} from "../engine/verdict/outcome.ts";
import { outcomeOfFailure } from "../engine/verdict/outcome-of-failure.ts";
import { refusalOfTooFew } from "../engine/verdict/too-few-operations.ts";
import { causeOf } from "./baseline-alone.ts";
import { boundsOf } from "./bounds-of.ts";
import { whereItFailed } from "./failed-again.ts";
import { mistakeInGrowth } from "./growth-answers.ts";
import { whatEarlierCallsDid } from "./kept-between-calls.ts";
import { MeasuringTime } from "./measuring-time.ts";

/** What measuring needs besides the two sides. */
export interface PerformanceTools {
  readonly schedule: GradingSchedule;
  /** The CPUs to pin forks to, in turn. */
  readonly cpus: readonly number[];
  /** A monotonic clock in ms. */
  now(): number;
  onFork(done: number, most: number): void;
}

/** What was found out of a candidate's performance, up to the first condition that it fails. */
export interface Judged {
  readonly outcome: Outcome;
  readonly bounds?: readonly BoundResult[];
  readonly growth?: GrowthMeasurement;
}

/** A candidate that has clearly failed no condition so far. */
type Open = Judged & { readonly outcome: OpenOutcome };

/** Measures one condition of a goal and judges it, for a candidate that is still open. */
type Condition = (open: Open, budgetMs: number) => Promise<Judged>;

/**
 * Whether a candidate whose answers are right is fast enough: the goal's metric first, then the
 * goal's bounds, then growth. The first that it clearly fails is the outcome, also where something
 * before it is in doubt; where it clearly fails none, the first doubt is.
 */
export async function judgePerformance(bench: Bench, tools: PerformanceTools): Promise<Judged> {
  const { goal } = bench.exercise.definition;
  const time = new MeasuringTime(goal, tools.schedule, tools.now);
  const conditions = conditionsOf(bench, tools);
  let judged = await judgeTarget(bench, tools, () => time.leftFor(conditions.length));
  for (const [index, condition] of conditions.entries()) {
    if (!isOpen(judged)) return judged;
    judged = await condition(judged, time.leftFor(conditions.length - index - 1));
  }
  return judged;
}

function conditionsOf(bench: Bench, tools: PerformanceTools): Condition[] {
  const { definition } = bench.exercise;
  const { growth } = definition.goal;
  const ofBounds = boundsOf(definition).map(
    (bound): Condition =>
      (open, budgetMs) =>
        judgeBound(bench, { ...tools, budgetMs }, bound, open),
  );
  if (growth === undefined) return ofBounds;
  return [...ofBounds, (open) => judgeGrowth(bench, tools, growth, open)];
}

function isOpen(judged: Judged): judged is Open {
  const { outcome } = judged.outcome;
  return outcome === "passed" || outcome === "inconclusive";
}

async function judgeTarget(
  bench: Bench,
  tools: PerformanceTools,
  budgetMs: () => number,
): Promise<Judged> {
  const { definition } = bench.exercise;
  const measurement = await measureOnTheRightClock(bench, tools, budgetMs);
  if (!isMeasured(measurement))
    return { outcome: await outcomeOfNone(measurement, bench, tools.now) };
  const judged = { outcome: outcomeOfMeasurement(measurement, definition.goal.target) };
  const refusal = isOpen(judged) ? refusalOfTooFew(definition, measurement) : undefined;
  return refusal === undefined ? judged : { outcome: refusal };
}

async function judgeBound(
  bench: Bench,
  tools: MeasuringTools,
  { metric, atMost }: Bound,
  open: Open,
): Promise<Judged> {
  const measurement =
    sharedMeasurement(bench, { metric, atMost }, open) ??
    (await measureMetric(bench, tools, metrics[metric], 1 / atMost));
  if (!isMeasured(measurement))
    return { outcome: await outcomeOfNone(measurement, bench, tools.now) };
  const refusal = refusalOfTooFew(bench.exercise.definition, measurement);
  if (refusal !== undefined) return { outcome: refusal };
  const { bound, outcome } = judgedBound(atMost, measurement, open.outcome);
  return { outcome, bounds: [...(open.bounds ?? []), bound] };
}

/**
 * A bound as the samples of the goal's metric show it; undefined where they don't, or don't decide.
 * Where others use so much of the CPUs that the goal can't be judged, more samples would not either.
 */
function sharedMeasurement(
  { exercise }: Bench,
  { metric, atMost }: Bound,
  { outcome }: Open,
): Measurement | undefined {
  const shared = measurementOf(metrics[metric], outcome.measurement);
  if (shared === undefined) return undefined;
  const isDecided = decide(shared, 1 / atMost).decision !== "inconclusive";
  const isMoot = isHopeless(outcome.measurement, exercise.definition.goal.target);
  return isDecided || isMoot ? shared : undefined;
}

async function judgeGrowth(
  bench: Bench,
  tools: PerformanceTools,
  limit: Growth,
  open: Open,
): Promise<Judged> {
  try {
    return await judgeGrowthOf(bench, tools, limit, open);
  } catch (error) {
    if (!(error instanceof WorkerFailed) || error.side === "baseline") throw error;
    const size = largestSize(limit);
    const on = `inputs of up to size ${size}, which show its growth`;
    const where = await whereItFailed(bench, error.failure, bench.poolOf(size).take(0, 1));
    return { ...open, outcome: { ...outcomeOfFailure(error.failure, on), ...where } };
  }
}

async function judgeGrowthOf(
  bench: Bench,
  tools: PerformanceTools,
  limit: Growth,
  open: Open,
): Promise<Judged> {
  const kept: GrowthAnswer[] = [];
  const growth = await growthOfSide(bench, "candidate", limit, {
    cpu: tools.cpus[0],
    keep: (answer) => kept.push(answer),
  });
  const wrong = await mistakeInGrowth(bench, kept, tools.now);
  if (wrong !== undefined) {
    const { size, mistake } = wrong;
    const described = describeWrongAnswer({ on: timedInput(size), mistake });
    return { outcome: { outcome: "wrong answer", ...described } };
  }
  if (growth.grows === "within the limit") return { ...open, growth };
  const { measurement } = open.outcome;
  return { ...open, outcome: { outcome: "grows too fast", measurement, growth }, growth };
}

/**
 * Why nothing could be measured: a wrong answer, or samples of the candidate that can't be true.
 *
 * @throws SetupError where the samples are the baseline's: then it is the machine
 */
async function outcomeOfNone(none: NotMeasured, bench: Bench, now: () => number): Promise<Outcome> {
  if (none.state === "wrong") {
    const { sizes } = bench.exercise.definition.input;
    const { on = timedInput(sizes.time), mistake, input } = none;
    const alone = input && (await whatEarlierCallsDid(bench, input, now));
    return { outcome: "wrong answer", ...describeWrongAnswer({ on, mistake }), ...alone };
  }
  if (none.side === "candidate") {
    return { outcome: "refused", reasons: [`it can't be measured: ${none.why}`] };
  }
  throw new SetupError(
    `this machine's clocks can't be trusted: of the baseline, ${none.why}`,
    "see what npm run doctor says of this machine",
  );
}

const timedInput = (size: number) => `a timed input of size ${size}`;

/** A larger share of its time than the baseline's that a candidate may spend waiting. */
const moreWaiting = 0.3;

/** CPU time is blind to waiting: a candidate that waits where the baseline works is timed by the wall. */
async function measureOnTheRightClock(
  bench: Bench,
  tools: PerformanceTools,
  budgetMs: () => number,
): Promise<Measurement | NotMeasured> {
  const { metric, target } = bench.exercise.definition.goal;
  const measureBy = (name: MetricName) =>
    measureMetric(bench, { ...tools, budgetMs: budgetMs(), isMoot: waits }, metrics[name], target);
  const measurement = await measureBy(metric);
  const isOnTheWrongClock = isMeasured(measurement) && waits(measurement);
  return isOnTheWrongClock ? measureBy("wall time") : measurement;
}

/** Whether what was timed by the CPU waits more than the baseline does. */
function waits({ metric, waiting: { baseline, candidate } }: Measurement): boolean {
  return metrics[metric].clock === "cpu" && candidate > baseline + moreWaiting;
}

/** What one metric is measured with. */
interface MeasuringTools extends PerformanceTools {
  /** How long it may take. */
  readonly budgetMs: number;
  /** Whether going on is no use, whatever the verdict would be. */
  isMoot?(soFar: Measurement): boolean;
}

async function measureMetric(
  bench: Bench,
  { schedule, budgetMs, isMoot = () => false, cpus, onFork, now }: MeasuringTools,
  metric: Metric,
  target: number,
): Promise<Measurement | NotMeasured> {
  const bounds = boundsOf(bench.exercise.definition).map((bound) => metrics[bound.metric]);
  const measuring = measure({
    ...forkRequestOf(bench, metric, now),
    also: bounds.filter((bound) => canShare(metric, bound)),
    schedule: { ...schedule, budgetMs },
    cpus,
    isDecided: (soFar, margin) =>
      isMoot(soFar) ||
      isHopeless(soFar, target) ||
      decide(soFar, target, margin).decision !== "inconclusive",
    onFork,
  });
  try {
    return await measuring;
  } catch (error) {
    const isBaseline = error instanceof WorkerFailed && error.side === "baseline";
    throw isBaseline ? await causeOf(bench, error) : error;
  }
}

/** What measuring a fork of both sides by a metric needs. */
export function forkRequestOf(bench: Bench, metric: Metric, now: () => number): ForkRequest {
  const { answer, load } = bench.exercise.definition;
  return {
    metric,
    pool: bench.pool,
    start: (side, cpu, options) =>
      bench.start(side, { ...options, ...(cpu !== undefined && { cpu }) }),
    mayChangeInput: answer.mayChangeInput,
    ...(load && { load }),
    checkAnswers: (expected, actual) => firstMistake(bench, expected, actual),
    now,
  };
}

function firstMistake(
  { exercise }: Bench,
  expected: readonly Answer[],
  actual: readonly Answer[],
): Mistake | undefined {
  for (const [index, answer] of actual.entries()) {
    const mistake = compareAnswers(exercise.definition, expected[index] as Answer, answer);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

/** How one side's time grows, on fresh inputs, whatever it answers. */
export function growthOfSide(
  bench: Bench,
  side: Side,
  growth: Growth,
  { cpu, ...how }: { readonly cpu: number | undefined } & Pick<GrowthRequest, "rounds" | "keep">,
): Promise<GrowthMeasurement> {
  return measureGrowth({
    ...how,
    growth,
    start: () => bench.start(side, cpu === undefined ? {} : { cpu }),
    take: freshInputs(bench),
    mayChangeInput: bench.exercise.definition.answer.mayChangeInput,
  });
}

/** Inputs that were not taken before, for each size. */
function freshInputs(bench: Bench): GrowthRequest["take"] {
  const taken = new Map<number, number>();
  return (size, count) => {
    const first = taken.get(size) ?? 0;
    taken.set(size, first + count);
    return bench.poolOf(size).take(first, count);
  };
}
