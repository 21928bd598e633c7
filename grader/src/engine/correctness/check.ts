import type { Exercise } from "../../contract/index.ts";
import { type MadeArguments, makeArguments } from "../inputs/make-arguments.ts";
import { seedOf } from "../inputs/seeds.ts";
import type { InputShelf } from "../inputs/shelf.ts";
import {
  type Answer,
  type Failure,
  type Side,
  type Worker,
  WorkerFailed,
} from "../sandbox/sandbox.ts";
import { whileHeld } from "../sandbox/while-held.ts";
import { type Difference, firstDifference } from "./compare.ts";
import { shrink } from "./shrink.ts";

/** How the candidate's answers compared with the baseline's. */
export type Correctness =
  | { readonly state: "right" }
  | { readonly state: "wrong"; readonly wrong: WrongAnswer }
  | {
      readonly state: "failed";
      readonly failure: Failure;
      readonly on: string;
      readonly args: MadeArguments;
    };

/** A case that the candidate gets wrong, made small. */
export interface WrongAnswer {
  /** The case that showed it, in words. */
  readonly on: string;
  /** The smallest failing input found; absent when a timed answer was wrong: those are large. */
  readonly input?: MadeArguments;
  readonly mistake: Mistake;
}

/** What is wrong with an answer. */
export type Mistake =
  | {
      readonly kind: "different";
      readonly expected: unknown;
      readonly actual: unknown;
      readonly first: Difference;
    }
  | { readonly kind: "not plain data"; readonly what: string }
  | { readonly kind: "changed its input" };

/** A named input. */
interface Case {
  readonly name: string;
  readonly args: MadeArguments;
}

const seedsPerSize = 5;
const shrinkTries = 400;
const shrinkMs = 3000;

/** Both sides of an exercise, running. */
export type Workers = Readonly<Record<Side, Worker>>;

/** What a check of answers needs from the rest of the grader. */
export interface CheckRequest {
  readonly exercise: Exercise;
  readonly workers: Workers;
  readonly shelf: InputShelf;
  readonly seed: number;
  /** A monotonic clock in ms. */
  now(): number;
  onCase?(done: number, total: number): void;
}

/**
 * Asks both sides the same fresh questions, small ones first: the exercise's edge cases, then
 * random inputs of each check size, then one of the size that is timed.
 */
export async function checkAnswers(request: CheckRequest): Promise<Correctness> {
  const cases = casesOf(request.exercise, request.seed);
  for (const [index, { name, args }] of cases.entries()) {
    request.onCase?.(index, cases.length);
    try {
      const mistake = await mistakeOn(request, args);
      if (mistake !== undefined) {
        return { state: "wrong", wrong: await simplify(request, name, args, mistake) };
      }
    } catch (error) {
      if (!(error instanceof WorkerFailed) || error.side === "baseline") throw error;
      return { state: "failed", failure: error.failure, on: name, args };
    }
  }
  return { state: "right" };
}

function casesOf(exercise: Exercise, seed: number): Case[] {
  const { edgeCases, sizes } = exercise.input;
  const edges = Object.entries(edgeCases).map(([name, make]) => ({
    name: `the case "${name}"`,
    args: make(),
  }));
  const drawn = [...sizes.check]
    .sort((a, b) => a - b)
    .flatMap((size) => Array.from({ length: seedsPerSize }, () => size))
    .concat(sizes.time)
    .map((size, index) => {
      const own = seedOf(seed, "check", index);
      return {
        name: `a random input of size ${size} (seed ${own})`,
        args: makeArguments(exercise, own, size),
      };
    });
  return [...edges, ...drawn];
}

async function mistakeOn(
  { exercise, workers, shelf }: CheckRequest,
  args: MadeArguments,
): Promise<Mistake | undefined> {
  const input = shelf.encode(args);
  // One after the other: when the first throws, the second must not owe a reply.
  const { baseline, candidate } = workers;
  const expected = await whileHeld(candidate, () => answerTo(baseline, input));
  const actual = await whileHeld(baseline, () => answerTo(candidate, input));
  const mistake = compareAnswers(exercise, expected.answer, actual.answer);
  if (mistake !== undefined) return mistake;
  const mustNotChange = exercise.answer.mayChangeInput !== true;
  return mustNotChange && actual.changedInput ? { kind: "changed its input" } : undefined;
}

async function answerTo(worker: Worker, input: Buffer) {
  await worker.deliver([input]);
  await worker.run();
  const { answers, changedInput } = await worker.collect([0], "check inputs");
  return { answer: answers[0] as Answer, changedInput: changedInput[0] ?? false };
}

/** What is wrong with the candidate's answer, if anything. */
export function compareAnswers(
  exercise: Exercise,
  expected: Answer,
  actual: Answer,
): Mistake | undefined {
  if (expected.kind === "not plain data") {
    throw new Error(`the baseline's answer is not plain data: ${expected.what}`);
  }
  if (actual.kind === "not plain data") return actual;
  const first = firstDifference(expected.value, actual.value, exercise.answer.compare);
  return first && { kind: "different", expected: expected.value, actual: actual.value, first };
}

async function simplify(
  request: CheckRequest,
  on: string,
  args: MadeArguments,
  mistake: Mistake,
): Promise<WrongAnswer> {
  let found = { input: args, mistake };
  const deadline = request.now() + shrinkMs;
  const stillFails = async (input: MadeArguments) => {
    if (request.exercise.input.isValid?.(...input) === false) return false;
    const smaller = await mistakeOrNone(request, input);
    if (smaller?.kind !== mistake.kind) return false;
    found = { input, mistake: smaller };
    return true;
  };
  await shrink(args, stillFails, {
    tries: shrinkTries,
    isSpent: () => request.now() > deadline,
  });
  return { on, ...found };
}

/** An input on which a side throws is no example of a wrong answer. */
async function mistakeOrNone(...of: Parameters<typeof mistakeOn>): Promise<Mistake | undefined> {
  try {
    return await mistakeOn(...of);
  } catch (error) {
    if (error instanceof WorkerFailed) return undefined;
    throw error;
  }
}
