import { formatEnds, formatMs, formatRatio, formatShare, plural } from "../contract/format.ts";
import type { MetricName } from "../contract/index.ts";
import { isContended } from "../engine/measurement/contention.ts";
import type { GrowthMeasurement } from "../engine/measurement/growth.ts";
import { costsOf, type Measurement, speedupOf } from "../engine/measurement/measurement.ts";
import { metrics, type Words } from "../engine/metrics/index.ts";
import type { SpentTime } from "../engine/sandbox/sandbox.ts";
import { decide } from "../engine/verdict/decide.ts";
import type { BoundResult, Outcome } from "../engine/verdict/outcome.ts";
import type { GradingResult } from "../grading/result.ts";

/** The outcome in one sentence for a student. */
export function explainOutcome(result: GradingResult): string {
  const { outcome, exercise } = result;
  switch (outcome.outcome) {
    case "passed":
    case "too slow":
      return `${describeSpeedup(result, outcome.measurement)}; needed ${formatRatio(exercise.target)}`;
    case "over a bound":
      return `${describeOpenSpeedup(result, outcome.measurement)}, but ${describeBound(outcome.bound)}`;
    case "grows too fast":
      return `${describeOpenSpeedup(result, outcome.measurement)}, but ${describeGrowth(outcome.growth)}`;
    case "inconclusive":
      return outcome.bound === undefined
        ? `${describeSpeedup(result, outcome.measurement)}; needed ${formatRatio(exercise.target)}: ${outcome.reason}`
        : `${describeSpeedup(result, outcome.measurement)}; ${describeBound(outcome.bound)}: ${outcome.reason}`;
    case "wrong answer":
      return `${outcome.problem}, on ${outcome.on}`;
    case "crashed":
      return `${outcome.what}, ${describeWhen(outcome)}`;
    case "timed out":
      return outcome.spent === undefined
        ? `no answer within ${plural(outcome.seconds, "second")}, ${describeWhen(outcome)}`
        : describeSpent(outcome.seconds, outcome.spent);
    case "out of memory":
      return `used more memory than the ${outcome.megabytes} MB that this exercise allows`;
    case "refused":
      return outcome.reasons.join("\n");
    case "tampered":
      return `your process ${outcome.what}`;
    case "undiagnosed":
      return describeUndiagnosed(outcome.diagnoses);
  }
}

function describeUndiagnosed(diagnoses: number): string {
  if (diagnoses === 0) return "no diagnosis of the baseline is on record yet";
  const onRecord =
    diagnoses === 1 ? "the diagnosis on record" : `each of the ${diagnoses} diagnoses on record`;
  return `${onRecord} has a wrong answer`;
}

/** A verdict's name. For a missed target, it depends on the metric. */
export function nameOutcome(result: GradingResult): string {
  const { outcome } = result.outcome;
  return outcome === "too slow" ? wordsOf(result, result.exercise.metric).missed : outcome;
}

/** The words of a metric. Counted operations have the name that the exercise gives them. */
export function wordsOf({ exercise }: GradingResult, metric: MetricName): Words {
  const { words } = metrics[metric];
  if (metric !== "counted operations" || exercise.operation === undefined) return words;
  const operations = `${exercise.operation}s`;
  return {
    ...words,
    better: `fewer ${operations}`,
    worse: `more ${operations}`,
    same: `as many ${operations}`,
    missed: `too many ${operations}`,
  };
}

function describeSpeedup(result: GradingResult, measurement: Measurement): string {
  const { better, worse, same } = wordsOf(result, measurement.metric);
  const { estimate, low, high } = speedupOf(measurement);
  if (low === high) return `${formatRatio(estimate)} ${better}`;
  const ends = formatEnds({ low, high });
  const range = `99 % sure it is between ${ends.low} and ${ends.high}`;
  if (low <= 1 && high >= 1) {
    return `${same} as the baseline (${formatRatio(estimate)}; ${range})`;
  }
  if (estimate < 1) return `${worse} than the baseline (${formatRatio(estimate)}; ${range})`;
  return `${formatRatio(estimate)} ${better} (${range})`;
}

/** The speedup of a version that fails something else: it is enough, or that can't be told. */
function describeOpenSpeedup(result: GradingResult, measurement: Measurement): string {
  const speedup = describeSpeedup(result, measurement);
  if (isTargetMet(result, measurement)) return speedup;
  return `${speedup}; whether that meets the target of ${formatRatio(result.exercise.target)} can't be told`;
}

/** Whether the speedup is clearly enough, whatever else there is. */
export function isTargetMet({ exercise }: GradingResult, measurement: Measurement): boolean {
  return decide(measurement, exercise.target).decision === "passed";
}

/** A bounded cost, the same as a multiple of the baseline's, and the bound. */
export function describeBound(bound: BoundResult): string {
  const { measurement } = bound;
  const { format } = metrics[measurement.metric];
  const { baseline, candidate } = costsOf(measurement);
  const { low, high, estimate } = multipleOf(measurement);
  const ends = formatEnds({ low, high });
  const range = low === high ? "" : ` (99 % sure: ${ends.low} to ${ends.high})`;
  return (
    `${measurement.metric} is ${format(candidate)}, ${formatRatio(estimate)} the baseline's ` +
    `${format(baseline)}${range}; at most ${describeAllowed(bound)} is allowed`
  );
}

/** A bound as a multiple of the baseline's cost, and in the metric's unit. */
export function describeAllowed({ measurement, atMost }: BoundResult): string {
  const allowed = atMost * costsOf(measurement).baseline;
  return `${formatRatio(atMost)} (${metrics[measurement.metric].format(allowed)})`;
}

/** A candidate's cost as a multiple of the baseline's, with its 99 % interval. */
export function multipleOf(measurement: Measurement) {
  const { low, high, estimate } = speedupOf(measurement);
  return { estimate: 1 / estimate, low: 1 / high, high: 1 / low };
}

/** Exponents are known to a few hundredths. */
export function describeGrowth({ exponent, below }: GrowthMeasurement): string {
  return `its time grows like n^${exponent.toFixed(2)}; it must stay under n^${below}`;
}

function describeWhen(outcome: Outcome & { outcome: "crashed" | "timed out" }): string {
  if (outcome.during === "loading") return "while loading src/index.ts";
  return outcome.on === undefined ? "during timing" : `on ${outcome.on}`;
}

function describeSpent(total: number, spent: readonly SpentTime[]): string {
  const parts = spent.map(({ stage, seconds }) => `${formatMs(seconds * 1000)} for ${stage}`);
  return `one grading gives a version ${plural(total, "second")} in all, and they are used up: ${parts.join(", ")}`;
}

/** How the speedup was measured, in one sentence. */
export function explainMeasurement(result: GradingResult, measurement: Measurement): string {
  const { forks, seconds } = measurement;
  const pairs = forks.reduce((sum, fork) => sum + fork.pairs.length, 0);
  const { node, isolation } = result.provenance;
  const pinned = forks.every(({ cpu }) => cpu === undefined) ? ", not pinned" : "";
  return (
    `${plural(forks.length, "fork")}, ${plural(pairs, "pair")} in ${formatMs(seconds * 1000)}, ` +
    `${measurement.metric}${pinned}, Node ${node}, isolated by ${isolation}; ${machineState(measurement)}`
  );
}

function machineState(measurement: Measurement): string {
  const gauge = `contention ${formatRatio(measurement.contention)}`;
  return isContended(measurement)
    ? `the machine was busy (${gauge}), so the interval is wider`
    : `the machine was quiet (${gauge})`;
}

/** Why the exercise's own clock was not used; undefined when it was. */
export function explainClock({ exercise, outcome }: GradingResult): string | undefined {
  if (!("measurement" in outcome) || outcome.measurement.metric === exercise.metric) {
    return undefined;
  }
  const share = formatShare(outcome.measurement.waiting.candidate);
  return `this version waits ${share} of the time; CPU time does not include that, so wall time was measured instead`;
}
