import type { Bench } from "../course/bench.ts";
import { type Correctness, checkAnswers, type Workers } from "../engine/correctness/check.ts";
import { describeWrongAnswer } from "../engine/correctness/describe.ts";
import { WorkerFailed } from "../engine/sandbox/sandbox.ts";
import type { Outcome } from "../engine/verdict/outcome.ts";
import { outcomeOfFailure } from "../engine/verdict/outcome-of-failure.ts";
import { whereCaseFailed } from "./failed-again.ts";
import { whatEarlierCallsDid } from "./kept-between-calls.ts";
import type { Progress } from "./progress.ts";
import type { GradingResult } from "./result.ts";

/** What is told of a candidate beside its outcome, however it ends. */
export type Noticed = Pick<GradingResult, "hasPrinted" | "leftovers">;

/** What the check of the answers shows; `wrong` is undefined when all are right. */
export interface Checked {
  readonly wrong: Outcome | undefined;
  readonly noticed: Noticed;
}

/** Part of the tools of a grading. */
interface CheckTools {
  now(): number;
  onProgress(progress: Progress): void;
}

/** Compares the candidate's answers with the baseline's, each in a process of its own. */
export async function checkCandidate(
  bench: Bench,
  seed: number,
  { now, onProgress }: CheckTools,
): Promise<Checked> {
  const onCase = (done: number, total: number) =>
    onProgress({ stage: "checking answers", done, total });
  onCase(0, 1);
  return withBoth(bench, async (workers) => {
    const { exercise, shelf } = bench;
    const startAlone = () => bench.start("candidate");
    const request = {
      exercise: exercise.definition,
      workers,
      shelf,
      seed,
      startAlone,
      now,
      onCase,
    };
    const correctness = await checkAnswers(request);
    const left = hasEnded(correctness) ? { leftovers: [] } : await ownLeftovers(workers);
    const wrong = await outcomeOfCheck(bench, correctness, workers, now);
    const noticed = {
      hasPrinted: workers.candidate.hasPrinted(),
      ...(left.leftovers.length > 0 && { leftovers: left.leftovers }),
    };
    return { wrong: wrong ?? left.failed, noticed };
  });
}

/** The baseline is started first: when it can't be, nobody blames the candidate. */
async function withBoth<Result>(
  bench: Bench,
  work: (workers: Workers) => Promise<Result>,
): Promise<Result> {
  const baseline = await bench.start("baseline");
  try {
    const candidate = await bench.start("candidate");
    try {
      return await work({ baseline, candidate });
    } finally {
      await candidate.stop();
    }
  } finally {
    await baseline.stop();
  }
}

/** Only a process whose call has thrown what the runner caught goes on. */
function hasEnded(correctness: Correctness): boolean {
  if (correctness.state !== "failed") return false;
  const { failure } = correctness;
  return failure.kind !== "threw" || failure.uncaught !== undefined;
}

/**
 * What the candidate leaves for later. What the baseline leaves too, such as an open connection, is
 * not its doing. A process that has ended leaves nothing.
 */
async function ownLeftovers({
  baseline,
  candidate,
}: Workers): Promise<{ readonly leftovers: readonly string[]; readonly failed?: Outcome }> {
  const usual = await baseline.leftovers();
  try {
    const all = await candidate.leftovers();
    return { leftovers: all.filter((kind) => !usual.includes(kind)) };
  } catch (error) {
    if (!(error instanceof WorkerFailed)) throw error;
    return { leftovers: [], failed: outcomeOfFailure(error.failure) };
  }
}

async function outcomeOfCheck(
  bench: Bench,
  correctness: Correctness,
  { baseline }: Workers,
  now: () => number,
): Promise<Outcome | undefined> {
  switch (correctness.state) {
    case "right":
      return undefined;
    case "wrong": {
      const { wrong } = correctness;
      const alone =
        wrong.input && (await whatEarlierCallsDid(bench, bench.shelf.encode(wrong.input), now));
      return { outcome: "wrong answer", ...describeWrongAnswer(wrong), ...alone };
    }
    case "failed": {
      const { failure, on, args } = correctness;
      const where = await whereCaseFailed(bench, failure, args, baseline);
      return { ...outcomeOfFailure(failure, on), ...where };
    }
  }
}
