import { formatRatio, formatShare } from "../contract/format.ts";
import { isContended } from "../engine/measurement/contention.ts";
import { speedupOf } from "../engine/measurement/measurement.ts";
import { thorough } from "../engine/measurement/schedule.ts";
import { decide } from "../engine/verdict/decide.ts";
import type { Outcome } from "../engine/verdict/outcome.ts";
import { hotSpotOf, shownBound, worthAdvice } from "../evidence/evidence.ts";
import type { GradingResult } from "../grading/result.ts";
import { unbroken } from "./style.ts";
import { isTargetMet } from "./verdict.ts";

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
    case "timed out":
      if (result.outcome.spent === undefined) return fix(result, sourceFolder);
      return `No call took longer than it may, but all of them together did. See what they spend it on: ${unbroken(`npm run profile -- ${id}`)}. Bring that down in ${sourceFolder}/ and grade again.`;
    case "crashed":
    case "out of memory":
    case "refused":
      return fix(result, sourceFolder);
    case "tampered":
      return afterTampering(result.outcome);
    case "undiagnosed":
      return `Diagnose the baseline first: ${unbroken(`npm run diagnose -- ${id}`)}`;
  }
}

function fix({ exercise: { id } }: GradingResult, sourceFolder: string): string {
  return `Fix it in ${sourceFolder}/ and grade again. To start over: ${unbroken(`npm run reset -- ${id}`)}`;
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
  if (isContended(bound?.measurement ?? measurement)) {
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
  if (outcome.outcome === "wrong answer" && outcome.isRightAlone) {
    return "Keep nothing between calls that can change an answer, and grade again.";
  }
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
  if (share < worthAdvice) {
    return `Change ${sourceFolder}/. None of its functions takes ${formatShare(worthAdvice)} of the time in its own code: see what the code asks Node to do, and how often.`;
  }
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
