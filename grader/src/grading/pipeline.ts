import { type Bench, type BenchRequest, withBench } from "../course/bench.ts";
import type { LoadedExercise } from "../course/exercises/load.ts";
import type { Submission, TakenSubmission } from "../course/staging/submission.ts";
import { type LimitTools, limitOf } from "../engine/machine/limit.ts";
import type { GradingSchedule } from "../engine/measurement/schedule.ts";
import { type EncodedArguments, type Sandbox, WorkerFailed } from "../engine/sandbox/sandbox.ts";
import { TotalTime, withTotalTime } from "../engine/sandbox/total-time.ts";
import { outcomeOfFailure } from "../engine/verdict/outcome-of-failure.ts";
import { type EvidenceTools, gatherEvidence } from "../evidence/gather.ts";
import { checkCandidate, type Noticed } from "./checked.ts";
import { whereItFailed } from "./failed-again.ts";
import { submissionBudgetMs } from "./measuring-time.ts";
import { type Judged, judgePerformance, type PerformanceTools } from "./performance.ts";
import type { Progress } from "./progress.ts";
import type { GradingResult, Provenance, Subject } from "./result.ts";

/** Everything outside of the grader that a grading touches; tests bring their own. */
export interface GradingTools extends LimitTools {
  readonly sandbox: Sandbox;
  /** A monotonic clock in ms. */
  now(): number;
  onProgress(progress: Progress): void;
  /** Called once, when the verdict is known: the evidence takes longer than it. */
  onVerdict?(verdict: GradingResult): void;
  /** Draws and keeps evidence; undefined where none is wanted. */
  readonly evidence: EvidenceTools | undefined;
}

/** One submission to one exercise. */
export interface GradingRequest {
  readonly exercise: LoadedExercise;
  readonly subject: Subject;
  readonly taken: TakenSubmission;
  readonly provenance: Provenance;
  /** How far measuring goes before it gives up. */
  readonly schedule: GradingSchedule;
}

/** Grades one submission: stage, check, measure, judge; then compare with the machine, profile. */
export async function grade(request: GradingRequest, tools: GradingTools): Promise<GradingResult> {
  const started = tools.now();
  const seconds = () => (tools.now() - started) / 1000;
  const announce = (found: Found): GradingResult => {
    const verdict = resultOf(request, found, seconds());
    tools.onVerdict?.(verdict);
    return verdict;
  };
  const { taken } = request;
  if (taken.state === "refused") {
    return announce({ outcome: { outcome: "refused", reasons: taken.reasons } });
  }
  const limited = withinTotalTime(request, tools);
  return withBench(benchRequest(request, taken.submission, limited), async (bench) => {
    const verdict = announce(await judge(bench, request, limited));
    if (!("measurement" in verdict.outcome)) return verdict;
    return { ...verdict, ...(await evidenceOf(verdict, bench, limited)), seconds: seconds() };
  });
}

/** Adds the evidence to a verdict on this very code that was given without, or before it was there. */
export async function explain(
  request: GradingRequest,
  verdict: GradingResult,
  tools: GradingTools,
): Promise<GradingResult> {
  const { taken } = request;
  if (taken.state === "refused") return verdict;
  const limited = withinTotalTime(request, tools);
  return withBench(benchRequest(request, taken.submission, limited), async (bench) => ({
    ...verdict,
    ...(await evidenceOf(verdict, bench, limited)),
  }));
}

/** All that is done with a submission's own code shares one time: it can't keep a grading busy. */
function withinTotalTime(
  { exercise, schedule }: GradingRequest,
  tools: GradingTools,
): GradingTools {
  const time = new TotalTime({
    totalMs: submissionBudgetMs(exercise.definition, schedule),
    stage: "starting",
    now: tools.now,
  });
  const onProgress = (progress: Progress) => {
    time.enter(progress.stage);
    tools.onProgress(progress);
  };
  return { ...tools, sandbox: withTotalTime(tools.sandbox, time), onProgress };
}

function benchRequest(
  { exercise, provenance }: GradingRequest,
  submission: Submission,
  { sandbox }: GradingTools,
): BenchRequest {
  return { exercise, submission, sandbox, timeSeed: provenance.seeds.time };
}

/** Where the time goes, and how near that is to the machine's limit; of what was measured. */
async function evidenceOf(
  { outcome }: GradingResult,
  bench: Bench,
  tools: GradingTools,
): Promise<Pick<GradingResult, "limit" | "evidence">> {
  if (!("measurement" in outcome)) return {};
  const limit = limitOf(bench.exercise.definition, outcome.measurement, tools);
  if (tools.evidence === undefined) return limit;
  const onRun = (done: number, total: number) =>
    tools.onProgress({ stage: "profiling", done, total });
  return { ...limit, evidence: await gatherEvidence(bench, tools.evidence, onRun) };
}

/** The part of a result that the stages find out. */
type Found = Judged & Noticed;

/** The outcome, whichever stage decides it. A candidate that fails ends its grading at once. */
async function judge(bench: Bench, request: GradingRequest, tools: GradingTools): Promise<Found> {
  let noticed: Noticed = {};
  let isChecked = false;
  try {
    const checked = await checkCandidate(bench, request.provenance.seeds.check, tools);
    noticed = checked.noticed;
    isChecked = true;
    if (checked.wrong !== undefined) return { outcome: checked.wrong, ...noticed };
    return { ...(await judgePerformance(bench, performanceTools(request, tools))), ...noticed };
  } catch (error) {
    if (error instanceof WorkerFailed && error.side === "candidate") {
      const { failure } = error;
      const where = await whereItFailed(bench, failure, callsOf(bench, isChecked));
      return { outcome: { ...outcomeOfFailure(failure), ...where }, ...noticed };
    }
    throw error;
  }
}

/** What a candidate may have failed on that was checked already: some of what is timed. */
function callsOf({ pool }: Bench, wasTimed: boolean): readonly EncodedArguments[] {
  return wasTimed ? pool.take(0, 3) : [];
}

function performanceTools(
  { provenance, schedule }: GradingRequest,
  { now, onProgress }: GradingTools,
): PerformanceTools {
  return {
    schedule,
    cpus: provenance.pinnedTo,
    now,
    onFork: (done, total) => onProgress({ stage: "measuring", done, total }),
  };
}

/** What of a submission's folder was not graded, for its result. */
export function leftOutOf({ leftOut }: Submission): Pick<GradingResult, "leftOut"> {
  return leftOut.length === 0 ? {} : { leftOut };
}

/** The record of a grading. */
export function resultOf(
  { exercise, subject, taken, provenance, schedule }: GradingRequest,
  found: Found,
  seconds: number,
): GradingResult {
  const { title, goal, resource } = exercise.definition;
  const { metric, target, stretch } = goal;
  return {
    exercise: {
      id: exercise.id,
      title,
      version: exercise.version,
      ...(resource && { operation: resource.operation }),
      metric,
      target,
      stretch,
    },
    subject,
    submission: taken.state === "taken" ? taken.submission.digest : "refused",
    ...found,
    ...(taken.state === "taken" && leftOutOf(taken.submission)),
    provenance,
    schedule,
    gradedAt: new Date().toISOString(),
    seconds,
  };
}
