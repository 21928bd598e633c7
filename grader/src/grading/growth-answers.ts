import { randomInt } from "node:crypto";
import { createRandom } from "../contract/index.ts";
import type { Bench } from "../course/bench.ts";
import { compareAnswers, type Mistake } from "../engine/correctness/check.ts";
import type { GrowthAnswer } from "../engine/measurement/growth.ts";
import type { Answer, EncodedArguments, Worker } from "../engine/sandbox/sandbox.ts";

/** How long the baseline may take for the answers beyond one of each size. */
const budgetMs = 400;

/** A wrong answer among those that a growth was measured on. */
export interface WrongGrowthAnswer {
  readonly size: number;
  readonly mistake: Mistake;
}

/**
 * Compares answers that came while growth was measured with the baseline's: one of each size, and
 * of the others as many as the baseline has time for. Which ones is drawn.
 */
export async function mistakeInGrowth(
  bench: Pick<Bench, "exercise" | "start">,
  kept: readonly GrowthAnswer[],
  now: () => number,
): Promise<WrongGrowthAnswer | undefined> {
  const { first, others } = inDrawnOrder(kept);
  const baseline = await bench.start("baseline");
  try {
    const started = now();
    for (const [index, { size, input, answer }] of [...first, ...others].entries()) {
      if (index >= first.length && now() - started > budgetMs) return undefined;
      const expected = await answerTo(baseline, input);
      const mistake = compareAnswers(bench.exercise.definition, expected, answer);
      if (mistake !== undefined) return { size, mistake };
    }
    return undefined;
  } finally {
    await baseline.stop();
  }
}

/** The first of each size, and the rest. */
function inDrawnOrder(kept: readonly GrowthAnswer[]) {
  const drawn = createRandom(randomInt(2 ** 32)).shuffle(kept);
  const isFirst = ({ size }: GrowthAnswer, index: number) =>
    drawn.findIndex((other) => other.size === size) === index;
  return {
    first: drawn.filter(isFirst),
    others: drawn.filter((answer, index) => !isFirst(answer, index)),
  };
}

async function answerTo(worker: Worker, input: EncodedArguments): Promise<Answer> {
  await worker.deliver([input]);
  await worker.run();
  const { answers } = await worker.collect([0]);
  return answers[0] as Answer;
}
