import { SetupError } from "../contract/errors.ts";
import type { LoadedExercise } from "../course/exercises/load.ts";
import { stage } from "../course/staging/stage.ts";
import type { Submission, TakenSubmission } from "../course/staging/submission.ts";
import { openWorkbench, type Workbench } from "../course/workbench.ts";
import {
  type Correctness,
  checkAnswers,
  compareAnswers,
  type Mistake,
  type Workers,
} from "../engine/correctness/check.ts";
import { describeWrongAnswer } from "../engine/correctness/describe.ts";
import { type LimitTools, limitOf } from "../engine/machine/limit.ts";
import { Unmeasurable } from "../engine/measurement/fork.ts";
import type { Schedule } from "../engine/measurement/schedule.ts";
import { type Answer, type Sandbox, WorkerFailed } from "../engine/sandbox/sandbox.ts";
import { type Outcome, outcomeOfFailure } from "../engine/verdict/outcome.ts";
import { type EvidenceTools, gatherEvidence } from "../evidence/gather.ts";
import { judgePerformance, type Performance } from "./performance.ts";
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
  readonly schedule: Schedule;
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
  return withBench(request, taken.submission, tools, async (bench) => {
    const verdict = announce(await judge(bench, request, tools));
    if (!("measurement" in verdict.outcome)) return verdict;
    return { ...verdict, ...(await evidenceOf(verdict, bench, tools)), seconds: seconds() };
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
  return withBench(request, taken.submission, tools, async (bench) => ({
    ...verdict,
    ...(await evidenceOf(verdict, bench, tools)),
  }));
}

async function withBench<Result>(
  { exercise, provenance }: GradingRequest,
  submission: Submission,
  { sandbox }: GradingTools,
  work: (bench: Workbench) => Promise<Result>,
): Promise<Result> {
  const staged = stage(exercise, submission);
  try {
    return await work(openWorkbench(exercise, staged, sandbox, provenance.seeds.time));
  } finally {
    staged.remove();
  }
}

/** Where the time goes, and how near that is to the machine's limit; of what was measured. */
async function evidenceOf(
  { outcome }: GradingResult,
  bench: Workbench,
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
type Found = Pick<GradingResult, "outcome" | "bounds" | "growth" | "hasPrinted" | "leftovers">;

/** The outcome, whichever stage decides it. A candidate that fails ends its grading at once. */
async function judge(
  bench: Workbench,
  request: GradingRequest,
  tools: GradingTools,
): Promise<Found> {
  try {
    const { wrong, ...seen } = await checkStage(bench, request.provenance.seeds.check, tools);
    if (wrong !== undefined) return { outcome: wrong, ...seen };
    return { ...(await measureStage(bench, request, tools)), ...seen };
  } catch (error) {
    if (error instanceof WrongTimedAnswer) return { outcome: error.outcome };
    if (error instanceof Unmeasurable) return { outcome: outcomeOfUnmeasurable(error) };
    if (error instanceof WorkerFailed && error.side === "candidate") {
      return { outcome: outcomeOfFailure(error.failure) };
    }
    throw error;
  }
}

/** A sample that can't be true says nothing of speed: the candidate's own doing, or the machine's. */
function outcomeOfUnmeasurable({ side, message }: Unmeasurable): Outcome {
  if (side === "candidate") {
    return { outcome: "refused", reasons: [`it can't be measured: ${message}`] };
  }
  throw new SetupError(
    `this machine's clocks can't be trusted: of the baseline, ${message}`,
    "see what npm run doctor says of this machine",
  );
}

/** What the check of the answers shows; `wrong` is undefined when all are right. */
interface Checked extends Pick<GradingResult, "hasPrinted" | "leftovers"> {
  readonly wrong: Outcome | undefined;
}

async function checkStage(bench: Workbench, seed: number, tools: GradingTools): Promise<Checked> {
  tools.onProgress({ stage: "checking answers", done: 0, total: 1 });
  const baseline = await bench.start("baseline");
  try {
    const candidate = await bench.start("candidate");
    try {
      const { definition } = bench.exercise;
      const workers = { baseline, candidate };
      const onCase = (done: number, total: number) =>
        tools.onProgress({ stage: "checking answers", done, total });
      const correctness = await checkAnswers(definition, workers, bench.shelf, seed, onCase);
      const leftovers = correctness.state === "failed" ? [] : await ownLeftovers(workers);
      return {
        wrong: outcomeOfCheck(correctness),
        hasPrinted: candidate.hasPrinted(),
        ...(leftovers.length > 0 && { leftovers }),
      };
    } finally {
      await candidate.stop();
    }
  } finally {
    await baseline.stop();
  }
}

/** What the baseline leaves too, such as an open connection, is not the candidate's doing. */
async function ownLeftovers({ baseline, candidate }: Workers): Promise<readonly string[]> {
  const usual = await baseline.leftovers();
  return (await candidate.leftovers()).filter((kind) => !usual.includes(kind));
}

function outcomeOfCheck(correctness: Correctness): Outcome | undefined {
  switch (correctness.state) {
    case "right":
      return undefined;
    case "wrong":
      return { outcome: "wrong answer", ...describeWrongAnswer(correctness.wrong) };
    case "failed":
      return outcomeOfFailure(correctness.failure, correctness.on);
  }
}

function measureStage(
  bench: Workbench,
  { provenance, schedule }: GradingRequest,
  tools: GradingTools,
): Promise<Performance> {
  return judgePerformance(bench, {
    schedule,
    cpus: provenance.pinnedTo,
    now: tools.now,
    onFork: (done, total) => tools.onProgress({ stage: "measuring", done, total }),
    checkTimedAnswers: (expected, actual, size) => {
      for (const [index, answer] of actual.entries()) {
        const { definition } = bench.exercise;
        const mistake = compareAnswers(definition, expected[index] as Answer, answer);
        if (mistake !== undefined) throw new WrongTimedAnswer(mistake, size);
      }
    },
  });
}

/** A candidate that was right when checked and wrong when timed. */
class WrongTimedAnswer extends Error {
  readonly outcome: Outcome;

  constructor(mistake: Mistake, size: number) {
    super(mistake.kind);
    const on = `a timed input of size ${size}`;
    this.outcome = { outcome: "wrong answer", ...describeWrongAnswer({ on, mistake }) };
  }
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
    provenance,
    schedule,
    gradedAt: new Date().toISOString(),
    seconds,
  };
}
