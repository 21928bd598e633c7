import { formatMs, formatRatio, formatShare, plural } from "../format.ts";
import { contendedAbove, type Measurement, speedupOf } from "../measurement/measurement.ts";
import type { GradingResult } from "../result.ts";
import type { Outcome } from "../verdict/outcome.ts";

/** The outcome in one sentence that a student understands. */
export function explainOutcome(result: GradingResult): string {
  const { outcome, exercise } = result;
  switch (outcome.outcome) {
    case "passed":
    case "too slow":
      return `${describeSpeedup(outcome.measurement)}; needed ${formatRatio(exercise.target)}`;
    case "inconclusive":
      return `${describeSpeedup(outcome.measurement)}; needed ${formatRatio(exercise.target)}: ${outcome.reason}`;
    case "wrong answer":
      return `${outcome.problem}, on ${outcome.on}`;
    case "crashed":
      return `${outcome.what}, ${describeWhen(outcome)}`;
    case "timed out":
      return `no answer within ${plural(outcome.seconds, "second")}, ${describeWhen(outcome)}`;
    case "out of memory":
      return `it used more than the ${outcome.megabytes} MB that this exercise allows`;
    case "refused":
      return outcome.reasons.join("\n");
    case "tampered":
      return `the process that ran the submission ${outcome.what}`;
  }
}

function describeSpeedup(measurement: Measurement): string {
  const { estimate, low, high } = speedupOf(measurement);
  const range = `99 % sure it is between ${formatRatio(low)} and ${formatRatio(high)}`;
  if (low <= 1 && high >= 1) return `as fast as the baseline (${formatRatio(estimate)}; ${range})`;
  if (estimate < 1) return `slower than the baseline (${formatRatio(estimate)}; ${range})`;
  return `${formatRatio(estimate)} faster (${range})`;
}

function describeWhen(outcome: Outcome & { outcome: "crashed" | "timed out" }): string {
  if (outcome.during === "loading") return "while src/index.ts was being loaded";
  return outcome.on === undefined ? "while it was being timed" : `on ${outcome.on}`;
}

/** How the speedup was measured, in one sentence. */
export function explainMeasurement(result: GradingResult, measurement: Measurement): string {
  const { forks, contention, seconds } = measurement;
  const pairs = forks.reduce((sum, fork) => sum + fork.pairs.length, 0);
  const state =
    contention > contendedAbove
      ? `the machine is busy (wall/CPU ${formatRatio(contention)}), so the interval is wider`
      : `the machine was quiet (wall/CPU ${formatRatio(contention)})`;
  return (
    `${plural(forks.length, "fork")}, ${plural(pairs, "pair")} in ${formatMs(seconds * 1000)}, ` +
    `${result.exercise.metric}, Node ${result.provenance.node}; ${state}`
  );
}

/** What to do next; paths are relative to the course's root. */
export function nextStep(result: GradingResult, sourceFolder: string): string {
  const { id } = result.exercise;
  switch (result.outcome.outcome) {
    case "passed":
      return `Done: the target is met. ${stretchOf(result)}`;
    case "too slow":
      return `${lookAt(result, sourceFolder)} Then grade again. Stuck? npm run hint -- ${id}`;
    case "inconclusive":
      return result.outcome.reason === "too noisy"
        ? "Close other programs and grade again; nothing was stored against you."
        : "You are at the target's edge: find a little more, or grade again.";
    case "wrong answer":
      return `${compareWith(result, sourceFolder)} The visible tests: npm test -w @bottleneck/${id}`;
    case "crashed":
    case "timed out":
    case "out of memory":
    case "refused":
      return `Mend it in ${sourceFolder}/ and grade again. To start over: npm run reset -- ${id}`;
    case "tampered":
      return "Remove whatever writes to the grader's channel and grade again.";
  }
}

function compareWith(result: GradingResult, sourceFolder: string): string {
  if (result.subject !== "your code")
    return "Compare with the exercise's baseline, which is right.";
  return `Compare with ${sourceFolder.replace(/src$/, "baseline")}/index.ts, which is right.`;
}

function stretchOf(result: GradingResult): string {
  const { stretch } = result.exercise;
  if (!("measurement" in result.outcome)) return "";
  return speedupOf(result.outcome.measurement).estimate >= stretch
    ? "So is the stretch goal; stop here."
    : `An expert reaches ${formatRatio(stretch)}; going on is up to you.`;
}

function lookAt(result: GradingResult, sourceFolder: string): string {
  const candidate = result.evidence?.candidate;
  if (candidate?.state !== "profiled" || candidate.hottestFunction === undefined) {
    return `Change ${sourceFolder}/.`;
  }
  const { name, file, line, share } = candidate.hottestFunction;
  const hotLine = candidate.hottestLine?.line ?? line;
  return `Look at ${name} in ${sourceFolder}/${file}:${hotLine}, where ${formatShare(share)} of the time goes.`;
}
