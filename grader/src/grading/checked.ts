import type { Bench } from "../course/bench.ts";
import { type Correctness, checkAnswers, type Workers } from "../engine/correctness/check.ts";
import { describeWrongAnswer } from "../engine/correctness/describe.ts";
import type { Outcome } from "../engine/verdict/outcome.ts";
import { outcomeOfFailure } from "../engine/verdict/outcome-of-failure.ts";
import type { Progress } from "./progress.ts";
import type { GradingResult } from "./result.ts";

/** What the check of the answers shows; `wrong` is undefined when all are right. */
export interface Checked extends Pick<GradingResult, "hasPrinted" | "leftovers"> {
  readonly wrong: Outcome | undefined;
}

/** Compares the candidate's answers with the baseline's, each in a process of its own. */
export async function checkCandidate(
  bench: Bench,
  seed: number,
  { onProgress }: { onProgress(progress: Progress): void },
): Promise<Checked> {
  const onCase = (done: number, total: number) =>
    onProgress({ stage: "checking answers", done, total });
  onCase(0, 1);
  return withBoth(bench, async (workers) => {
    const { definition } = bench.exercise;
    const correctness = await checkAnswers(definition, workers, bench.shelf, seed, onCase);
    const leftovers = correctness.state === "failed" ? [] : await ownLeftovers(workers);
    return {
      wrong: outcomeOfCheck(correctness),
      hasPrinted: workers.candidate.hasPrinted(),
      ...(leftovers.length > 0 && { leftovers }),
    };
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
