import type { Bench } from "../course/bench.ts";
import type { ModuleVariable } from "../course/source/module-state.ts";
import { compareAnswers } from "../engine/correctness/check.ts";
import type { DescribedMistake } from "../engine/correctness/describe.ts";
import { readSafely } from "../engine/reading/reader.ts";
import {
  type Answer,
  type EncodedArguments,
  type Side,
  WorkerFailed,
} from "../engine/sandbox/sandbox.ts";
import { isWat } from "../engine/wat/compile-wat.ts";

const stateReader = new URL("../course/source/read-module-state.ts", import.meta.url);

/** More than these help nobody. */
const mostVariables = 5;

/** For the reading of all modules together: one takes milliseconds. */
const readingMs = 5000;

/**
 * Whether a wrong answer may come from an earlier call, and from which variables. A learner would
 * look for the mistake in the call that is shown, and not find it.
 *
 * @param input the one with the wrong answer
 * @param now a monotonic clock in ms
 */
export async function whatEarlierCallsDid(
  bench: Bench,
  input: EncodedArguments,
  now: () => number,
): Promise<Pick<DescribedMistake, "isRightAlone" | "keeps">> {
  if (!(await isRightAlone(bench, input))) return {};
  const keeps = await keptBetweenCalls(bench, now);
  return { isRightAlone: true, ...(keeps.length > 0 && { keeps }) };
}

/** Whether new processes of both sides agree on an input. */
async function isRightAlone(bench: Bench, input: EncodedArguments): Promise<boolean> {
  try {
    const expected = await answerOf(bench, "baseline", input);
    const actual = await answerOf(bench, "candidate", input);
    return compareAnswers(bench.exercise.definition, expected, actual) === undefined;
  } catch (error) {
    if (error instanceof WorkerFailed && error.side === "candidate") return false;
    throw error;
  }
}

async function answerOf(bench: Bench, side: Side, input: EncodedArguments): Promise<Answer> {
  const worker = await bench.start(side);
  try {
    await worker.deliver([input]);
    await worker.run();
    return (await worker.collect([0])).answers[0] as Answer;
  } finally {
    await worker.stop();
  }
}

/** The variables of the candidate's modules that its calls write to, with their places, as far as there is time. */
async function keptBetweenCalls({ staged }: Bench, now: () => number): Promise<readonly string[]> {
  const kept: string[] = [];
  const started = now();
  for (const [path, javaScript] of staged.versions.candidate.modules) {
    if (now() - started > readingMs) break;
    if (isWat(path)) continue;
    const reading = await readSafely<readonly ModuleVariable[]>(stateReader, javaScript);
    const variables = reading.state === "read" ? reading.result : [];
    kept.push(...variables.map(({ name, line }) => `${name} (src/${path}:${line})`));
  }
  return kept.slice(0, mostVariables);
}
