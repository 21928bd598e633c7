import { formatEnds, formatMs, formatRatio, formatShare, plural } from "../contract/format.ts";
import type { MetricName } from "../contract/index.ts";
import type { GrowthMeasurement } from "../engine/measurement/growth.ts";
import {
  contendedAbove,
  costsOf,
  type Measurement,
  speedupOf,
} from "../engine/measurement/measurement.ts";
import { thorough } from "../engine/measurement/schedule.ts";
import { metrics, type Words } from "../engine/metrics/index.ts";
import { decide } from "../engine/verdict/decide.ts";
import type { BoundResult, Outcome } from "../engine/verdict/outcome.ts";
import { hotSpotOf, shownBound } from "../evidence/evidence.ts";
import type { GradingResult } from "../grading/result.ts";
import { unbroken } from "./style.ts";

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
      return `no answer within ${plural(outcome.seconds, "second")}, ${describeWhen(outcome)}`;
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

function isTargetMet({ exercise }: GradingResult, measurement: Measurement): boolean {
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

function machineState({ contention }: Measurement): string {
  const gauge = `contention ${formatRatio(contention)}`;
  return contention > contendedAbove
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

/** What to do next. Paths are relative to the course's root. */
export function nextStep(result: GradingResult, sourceFolder: string): string {
  const { id } = result.exercise;
  switch (result.outcome.outcome) {
    case "passed":
      return `Done: the target is met. ${stretchOf(result)}`;
    case "too slow":
      return `${lookAt(result, sourceFolder)} Then grade again. Stuck? ${unbroken(`npm run hint -- ${id}`)}`;
    case "over a bound":
      return `${afterTarget(result, result.outcome)}${result.outcome.bound.measurement.metric} is over its bound. Bring it down in ${sourceFolder}/ and grade again.`;
    case "grows too fast":
      return `${afterTarget(result, result.outcome)}the time grows too fast with the size of the input. Look in ${sourceFolder}/ for work that is repeated for every element. Stuck? ${unbroken(`npm run hint -- ${id}`)}`;
    case "inconclusive":
      return afterInconclusive(result, result.outcome);
    case "wrong answer":
      return afterWrongAnswer(result, sourceFolder);
    case "crashed":
    case "timed out":
    case "out of memory":
    case "refused":
      return `Fix it in ${sourceFolder}/ and grade again. To start over: ${unbroken(`npm run reset -- ${id}`)}`;
    case "tampered":
      return afterTampering(result.outcome);
    case "undiagnosed":
      return `Diagnose the baseline first: ${unbroken(`npm run diagnose -- ${id}`)}`;
  }
}

function afterTampering({ with: touched }: Outcome & { outcome: "tampered" }): string {
  switch (touched) {
    case "built-ins":
      return "Leave JavaScript's built-in objects as they are: make the change a function of your own, and grade again.";
    case "channel":
      return "Your process wrote to the pipe on which the grader gets its answers. Use only files that you have opened, and grade again.";
    default:
      return "Remove the code that interferes with the grader, and grade again.";
  }
}

/** The beginning of what is said of something else that fails. */
function afterTarget(
  result: GradingResult,
  { measurement }: Outcome & { outcome: "over a bound" | "grows too fast" },
): string {
  return isTargetMet(result, measurement)
    ? "The target is met, but "
    : "Whatever the speedup is, it does not pass: ";
}

function afterInconclusive(
  { schedule }: GradingResult,
  { reason, measurement, bound }: Outcome & { outcome: "inconclusive" },
): string {
  // What measures for longer is no advice to someone who has just done that.
  const isThorough = schedule.mostForks >= thorough.mostForks;
  if (reason === "too close to call") {
    const improve = `Too close to the ${bound === undefined ? "target" : "bound"} to tell. Improve your code a little more`;
    return isThorough
      ? `${improve}: measuring for longer hardly makes the interval narrower.`
      : `${improve}, or grade again with --thorough, which measures for longer.`;
  }
  const { contention } = bound?.measurement ?? measurement;
  if (contention > contendedAbove) {
    const close = `Close other programs and grade again${isThorough ? "" : ", or use --thorough"}.`;
    return `${close} This attempt does not count. To check this machine: ${unbroken("npm run doctor")}`;
  }
  const look =
    "The machine was quiet, but the cost of this code differs from process to process. Often the reason " +
    "is garbage collection or state kept between calls. Look there";
  return isThorough
    ? `${look}. To check this machine: ${unbroken("npm run doctor")}`
    : `${look}, or grade again with --thorough.`;
}

function afterWrongAnswer(result: GradingResult, sourceFolder: string): string {
  const { outcome, exercise, subject } = result;
  const kind = outcome.outcome === "wrong answer" ? outcome.kind : undefined;
  if (kind === "not plain data") {
    return "Return numbers, strings, arrays and plain objects; they must be complete when the function returns.";
  }
  if (kind === "changed its input") return "Work on a copy, or do not change the arguments.";
  const tests = `Run the visible tests: ${unbroken(`npm test -w @bottleneck/${exercise.id}`)}`;
  if (subject !== "your code")
    return `Compare with the exercise's baseline: its answers are right. ${tests}`;
  const baseline = sourceFolder.replace(/src$/, "baseline");
  return `Compare with ${baseline}/index.ts: its answers are right. ${tests}`;
}

function stretchOf(result: GradingResult): string {
  const { stretch } = result.exercise;
  if (!("measurement" in result.outcome)) return "";
  switch (decide(result.outcome.measurement, stretch).decision) {
    case "passed":
      return "The stretch goal is met too; stop here.";
    case "too slow":
      return `An expert reaches ${formatRatio(stretch)}; continue if you like.`;
    case "inconclusive":
      return `Whether the stretch goal of ${formatRatio(stretch)} is met too can't be told: it lies within the interval.`;
  }
}

function lookAt(result: GradingResult, sourceFolder: string): string {
  const hot = hotSpotOf(result.evidence?.candidate);
  if (hot === undefined) return `Change ${sourceFolder}/.`;
  const { name, file, line, share } = hot.function;
  const hotLine = hot.line?.line ?? line;
  const place = `Look at ${name} in ${sourceFolder}/${file}:${hotLine}, where ${formatShare(share)} of the time goes.`;
  return reachesTarget(result, share)
    ? place
    : `${place} Making it free is not enough to reach the target: see who calls it, and how often.`;
}

/** Whether making a part with this share of the time free could reach the target, by Amdahl's law. */
function reachesTarget({ outcome, exercise }: GradingResult, share: number): boolean {
  if (!("measurement" in outcome)) return true;
  return speedupOf(outcome.measurement).high * shownBound(share) >= exercise.target;
}

/** Which files were left out, if any: somebody may have forgotten to import them. */
export function describeLeftOut({ leftOut = [] }: GradingResult): string | undefined {
  const [first, ...others] = leftOut;
  if (first === undefined) return undefined;
  const all = others.length === 0 ? first : `${first} and ${plural(others.length, "other file")}`;
  return `not graded: ${all}, because index.ts does not import ${others.length === 0 ? "it" : "them"}`;
}

/** The first mistake in the types, and how many more there are. */
export function describeTypes({ types }: GradingResult): string | undefined {
  if (types?.state !== "checked") return undefined;
  const [first] = types.first;
  if (first === undefined) return undefined;
  const more = types.count > 1 ? ` (and ${types.count - 1} more)` : "";
  return `type error, which decides nothing: ${first.file}:${first.line}: ${first.message.replace(/\.$/, "")}${more}`;
}
