import { SetupError } from "../contract/errors.ts";
import type { Bound, Growth } from "../contract/index.ts";
import type { Manifest } from "../contract/manifest.ts";
import type { Bench } from "../course/bench.ts";
import { compareAnswers, type Mistake } from "../engine/correctness/check.ts";
import { describeWrongAnswer } from "../engine/correctness/describe.ts";
import { isMeasured, type NotMeasured } from "../engine/measurement/fork.ts";
import {
  type GrowthAnswer,
  type GrowthMeasurement,
  type GrowthRequest,
  measureGrowth,
} from "../engine/measurement/growth.ts";
import { measure } from "../engine/measurement/measure.ts";
import type { Measurement } from "../engine/measurement/measurement.ts";
import type { Schedule } from "../engine/measurement/schedule.ts";
import { type Metric, metrics } from "../engine/metrics/index.ts";
import type { Answer, Side } from "../engine/sandbox/sandbox.ts";
import { decide } from "../engine/verdict/decide.ts";
import {
  type BoundResult,
  judgedBound,
  type Outcome,
  outcomeOfMeasurement,
} from "../engine/verdict/outcome.ts";
import { refusalOfTooFew } from "../engine/verdict/too-few-operations.ts";
import { mistakeInGrowth } from "./growth-answers.ts";

/** What measuring needs besides the two sides. */
export interface PerformanceTools {
  readonly schedule: Schedule;
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

/** Measures one condition of a goal and judges it, for a candidate that met all before it. */
type Condition = (met: Met) => Promise<Judged>;

/** A candidate that has met every condition so far. */
type Met = Judged & { readonly outcome: Outcome & { readonly outcome: "passed" } };

/**
 * Whether a candidate whose answers are right is fast enough: the goal's metric first, then the
 * goal's bounds, then growth. The first that is not met is the outcome.
 */
export async function judgePerformance(bench: Bench, tools: PerformanceTools): Promise<Judged> {
  const { bounds = [], growth } = bench.exercise.definition.goal;
  const conditions: Condition[] = [
    ...bounds.map((bound) => (met: Met) => judgeBound(bench, tools, bound, met)),
    ...(growth === undefined ? [] : [(met: Met) => judgeGrowth(bench, tools, growth, met)]),
  ];
  let judged = await judgeTarget(bench, tools);
  for (const condition of conditions) {
    if (!isMet(judged)) return judged;
    judged = await condition(judged);
  }
  return judged;
}

const isMet = (judged: Judged): judged is Met => judged.outcome.outcome === "passed";

async function judgeTarget(bench: Bench, tools: PerformanceTools): Promise<Judged> {
  const { definition } = bench.exercise;
  const measurement = await measureOnTheRightClock(bench, tools);
  if (!isMeasured(measurement)) return { outcome: outcomeOfNone(measurement, bench) };
  const outcome = outcomeOfMeasurement(measurement, definition.goal.target);
  const refusal = outcome.outcome === "passed" && refusalOfTooFew(definition, measurement);
  return { outcome: refusal || outcome };
}

async function judgeBound(
  bench: Bench,
  tools: PerformanceTools,
  { metric, atMost }: Bound,
  met: Met,
): Promise<Judged> {
  const measurement = await measureMetric(bench, tools, metrics[metric], 1 / atMost);
  if (!isMeasured(measurement)) return { outcome: outcomeOfNone(measurement, bench) };
  const refusal = refusalOfTooFew(bench.exercise.definition, measurement);
  if (refusal !== undefined) return { outcome: refusal };
  const { bound, outcome } = judgedBound(atMost, measurement, met.outcome);
  return { outcome, bounds: [...(met.bounds ?? []), bound] };
}

async function judgeGrowth(
  bench: Bench,
  tools: PerformanceTools,
  limit: Growth,
  met: Met,
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
  if (growth.grows === "within the limit") return { ...met, growth };
  const { measurement } = met.outcome;
  return { ...met, outcome: { outcome: "grows too fast", measurement, growth }, growth };
}

/**
 * Why nothing could be measured: a wrong answer, or samples of the candidate that can't be true.
 *
 * @throws SetupError where the samples are the baseline's: then it is the machine
 */
function outcomeOfNone(none: NotMeasured, { exercise }: Bench): Outcome {
  if (none.state === "wrong") {
    const { on = timedInput(exercise.definition.input.sizes.time), mistake } = none;
    return { outcome: "wrong answer", ...describeWrongAnswer({ on, mistake }) };
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
): Promise<Measurement | NotMeasured> {
  const { goal } = bench.exercise.definition;
  const measurement = await measureMetric(bench, tools, metrics[goal.metric], goal.target);
  if (!isMeasured(measurement)) return measurement;
  const { baseline, candidate } = measurement.waiting;
  const waits = metrics[goal.metric].clock === "cpu" && candidate > baseline + moreWaiting;
  return waits ? measureMetric(bench, tools, metrics["wall time"], goal.target) : measurement;
}

/** What a schedule's budget is for, in seconds: a goal that asks for more gets as many times more. */
const usualSeconds = 8;

/** How long measuring one metric may take: a goal may ask for more of it than is usual. */
export function measuringBudgetMs({ seconds }: Manifest["goal"], schedule: Schedule): number {
  return (schedule.budgetMs * seconds) / usualSeconds;
}

function measureMetric(
  bench: Bench,
  tools: PerformanceTools,
  metric: Metric,
  target: number,
): Promise<Measurement | NotMeasured> {
  const { goal, answer, load } = bench.exercise.definition;
  const budgetMs = measuringBudgetMs(goal, tools.schedule);
  return measure({
    metric,
    schedule: { ...tools.schedule, budgetMs },
    pool: bench.pool,
    start: (side, cpu) => bench.start(side, cpu === undefined ? {} : { cpu }),
    cpus: tools.cpus,
    mayChangeInput: answer.mayChangeInput,
    ...(load && { load }),
    isDecided: (soFar, margin) => decide(soFar, target, margin).decision !== "inconclusive",
    checkAnswers: (expected, actual) => firstMistake(bench, expected, actual),
    onFork: tools.onFork,
    now: tools.now,
  });
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
