import {
  type Correctness,
  checkAnswers,
  compareAnswers,
  type Mistake,
} from "./correctness/check.ts";
import { describeWrongAnswer } from "./correctness/describe.ts";
import { type EvidenceTools, gatherEvidence } from "./evidence/gather.ts";
import type { LoadedExercise } from "./exercises/load.ts";
import { measure } from "./measurement/measure.ts";
import { metrics } from "./metrics/index.ts";
import type { Progress } from "./progress.ts";
import type { GradingResult, Provenance, Subject } from "./result.ts";
import { type Answer, type Sandbox, WorkerFailed } from "./sandbox/sandbox.ts";
import { stage } from "./staging/stage.ts";
import type { TakenSubmission } from "./staging/submission.ts";
import { decide } from "./verdict/decide.ts";
import { type Outcome, outcomeOfFailure, outcomeOfMeasurement } from "./verdict/outcome.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

/** Everything outside of the grader that a grading touches; tests bring their own. */
export interface GradingTools {
  readonly sandbox: Sandbox;
  /** A monotonic clock in ms. */
  now(): number;
  onProgress(progress: Progress): void;
  /** Draws pages into a folder of this grading; undefined where no evidence is wanted. */
  readonly evidence: EvidenceTools | undefined;
}

/** One submission to one exercise. */
export interface GradingRequest {
  readonly exercise: LoadedExercise;
  readonly subject: Subject;
  readonly taken: TakenSubmission;
  readonly provenance: Provenance;
}

/** Grades one submission: stage, check, measure, judge, profile. */
export async function grade(request: GradingRequest, tools: GradingTools): Promise<GradingResult> {
  const started = tools.now();
  const finish = (found: Found) => resultOf(request, found, (tools.now() - started) / 1000);
  const { exercise, taken, provenance } = request;
  if (taken.state === "refused") {
    return finish({ outcome: { outcome: "refused", reasons: taken.reasons } });
  }
  const staged = stage(exercise, taken.submission);
  try {
    const bench = openWorkbench(exercise, staged, tools.sandbox, provenance.seeds.time);
    const found = await judge(bench, provenance, tools);
    if (!("measurement" in found.outcome) || tools.evidence === undefined) return finish(found);
    tools.onProgress({ stage: "profiling", done: 0, total: 1 });
    return finish({ ...found, evidence: await gatherEvidence(bench, tools.evidence) });
  } finally {
    staged.remove();
  }
}

/** The part of a result that the stages find out. */
type Found = Pick<GradingResult, "outcome" | "hasPrinted" | "evidence">;

/** The outcome, whichever stage decides it. A candidate that fails ends its grading at once. */
async function judge(
  bench: Workbench,
  provenance: Provenance,
  tools: GradingTools,
): Promise<Found> {
  try {
    const { wrong, hasPrinted } = await checkStage(bench, provenance.seeds.check, tools);
    const outcome = wrong ?? (await measureStage(bench, provenance.pinnedTo, tools));
    return { outcome, hasPrinted };
  } catch (error) {
    if (error instanceof WrongTimedAnswer) return { outcome: error.outcome(bench) };
    if (error instanceof WorkerFailed && error.side === "candidate") {
      return { outcome: outcomeOfFailure(error.failure) };
    }
    throw error;
  }
}

/** `wrong` is undefined when all answers are right. */
async function checkStage(
  bench: Workbench,
  seed: number,
  tools: GradingTools,
): Promise<{ wrong: Outcome | undefined; hasPrinted: boolean }> {
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
      return { wrong: outcomeOfCheck(correctness), hasPrinted: candidate.hasPrinted() };
    } finally {
      await candidate.stop();
    }
  } finally {
    await baseline.stop();
  }
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

async function measureStage(
  bench: Workbench,
  cpus: readonly number[],
  tools: GradingTools,
): Promise<Outcome> {
  const { goal, answer } = bench.exercise.definition;
  const measurement = await measure({
    metric: metrics[goal.metric],
    pool: bench.pool,
    start: (side, cpu) => bench.start(side, cpu === undefined ? {} : { cpu }),
    cpus,
    mayChangeInput: answer.mayChangeInput ?? false,
    isDecided: (soFar) => decide(soFar, goal.target).decision !== "inconclusive",
    checkAnswers: (expected, actual) => checkTimedAnswers(bench, expected, actual),
    onFork: (done, total) => tools.onProgress({ stage: "measuring", done, total }),
    now: tools.now,
  });
  return outcomeOfMeasurement(measurement, goal.target);
}

/** A candidate that was right when checked and wrong when timed. */
class WrongTimedAnswer extends Error {
  readonly mistake: Mistake;

  constructor(mistake: Mistake) {
    super(mistake.kind);
    this.mistake = mistake;
  }

  outcome(bench: Workbench): Outcome {
    const on = `a timed input of size ${bench.exercise.definition.input.sizes.time}`;
    return { outcome: "wrong answer", ...describeWrongAnswer({ on, mistake: this.mistake }) };
  }
}

function checkTimedAnswers(
  bench: Workbench,
  expected: readonly Answer[],
  actual: readonly Answer[],
): void {
  for (const [index, answer] of actual.entries()) {
    const { definition } = bench.exercise;
    const mistake = compareAnswers(definition, expected[index] as Answer, answer);
    if (mistake !== undefined) throw new WrongTimedAnswer(mistake);
  }
}

function resultOf(
  { exercise, subject, taken, provenance }: GradingRequest,
  found: Found,
  seconds: number,
): GradingResult {
  const { title, goal } = exercise.definition;
  return {
    exercise: { id: exercise.id, title, version: exercise.version, ...goal },
    subject,
    submission: taken.state === "taken" ? taken.submission.digest : "refused",
    ...found,
    provenance,
    gradedAt: new Date().toISOString(),
    seconds,
  };
}
