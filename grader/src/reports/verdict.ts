import { amdahlBound } from "../evidence/evidence.ts";
import { formatMs, formatRatio, formatShare, plural } from "../format.ts";
import { contendedAbove, type Measurement, speedupOf } from "../measurement/measurement.ts";
import type { GradingResult } from "../result.ts";
import type { Outcome } from "../verdict/outcome.ts";
import { unbroken } from "./style.ts";

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
      return `${lookAt(result, sourceFolder)} Then grade again. Stuck? ${unbroken(`npm run hint -- ${id}`)}`;
    case "inconclusive":
      return afterInconclusive(result.outcome);
    case "wrong answer":
      return afterWrongAnswer(result, sourceFolder);
    case "crashed":
    case "timed out":
    case "out of memory":
    case "refused":
      return `Mend it in ${sourceFolder}/ and grade again. To start over: ${unbroken(`npm run reset -- ${id}`)}`;
    case "tampered":
      return "Remove whatever writes to the grader's channel and grade again.";
  }
}

function afterInconclusive({ reason, measurement }: Outcome & { outcome: "inconclusive" }): string {
  if (reason === "too close to call") {
    return "You are at the target's edge: find a little more, or grade again.";
  }
  return measurement.contention > contendedAbove
    ? "Close other programs and grade again; nothing was stored against you."
    : "The machine is quiet, but this code's own time varies from process to process: often " +
        "garbage collection, or something kept between calls. Look there, or grade again.";
}

function afterWrongAnswer(result: GradingResult, sourceFolder: string): string {
  const { outcome, exercise, subject } = result;
  const kind = outcome.outcome === "wrong answer" ? outcome.kind : undefined;
  if (kind === "not plain data") {
    return "Return numbers, texts, arrays and plain objects, complete when the function returns.";
  }
  if (kind === "changed its input")
    return "Work on a copy, or without changing what you were given.";
  const tests = `The visible tests: ${unbroken(`npm test -w @bottleneck/${exercise.id}`)}`;
  if (subject !== "your code")
    return `Compare with the exercise's baseline, which is right. ${tests}`;
  const baseline = sourceFolder.replace(/src$/, "baseline");
  return `Compare with ${baseline}/index.ts, which is right. ${tests}`;
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
  const place = `Look at ${name} in ${sourceFolder}/${file}:${hotLine}, where ${formatShare(share)} of the time goes.`;
  return reachesTarget(result, share)
    ? place
    : `${place} Even if it were free, that would not be enough: ask who calls it, and how often.`;
}

/** Whether making a part with this share of the time free could be enough, by Amdahl's law. */
function reachesTarget({ outcome, exercise }: GradingResult, share: number): boolean {
  if (!("measurement" in outcome)) return true;
  return speedupOf(outcome.measurement).estimate * amdahlBound(share) >= exercise.target;
}
