import { SetupError } from "../contract/errors.ts";
import type { Bench } from "../course/bench.ts";
import { printArgument } from "../engine/correctness/describe.ts";
import { shrink } from "../engine/correctness/shrink.ts";
import type { MadeArguments } from "../engine/inputs/make-arguments.ts";
import {
  type EncodedArguments,
  type Failure,
  type Worker,
  WorkerFailed,
} from "../engine/sandbox/sandbox.ts";
import type { Where } from "../engine/verdict/outcome.ts";

/** How long a failed call is watched. */
const watchSeconds = 3;

/** When a call of less input counts as one that never ends, too. */
const shrinkSeconds = 1;
const shrinkMs = 8000;
const shrinkTries = 60;

/** An input that takes less needs not be smaller. */
const shortBytes = 100;

/** Of a call that never ends, or that takes all memory. */
const isEndless = ({ kind }: Failure) => kind === "timed out" || kind === "out of memory";

/** A failure that does not say by itself where it was: only an Error knows where it was made. */
const isSilent = (failure: Failure) =>
  isEndless(failure) || (failure.kind === "threw" && stackOf(failure) === "");

function isSame(failure: Failure, again: Failure | undefined): boolean {
  if (failure.kind !== "threw" || again?.kind !== "threw") return failure.kind === again?.kind;
  return failure.error.name === again.error.name && failure.error.message === again.error.message;
}

function stackOf(failure: Failure | undefined): string {
  if (failure?.kind === "threw") return failure.error.stack;
  return failure !== undefined && "stack" in failure ? (failure.stack ?? "") : "";
}

/**
 * Where a candidate was that gave no answer, ran out of memory, or threw what is no Error, found out
 * by running it again in a process that is watched. Costs nothing where nothing fails.
 *
 * @param calls what it was called on, as far as that is known
 */
export async function whereItFailed(
  bench: Bench,
  failure: Failure,
  calls: readonly EncodedArguments[] = [],
): Promise<Where> {
  if (!isSilent(failure)) return {};
  const watched = isEndless(failure) ? "whereabouts" : "throws";
  const again = await runAgain(bench, calls, watchSeconds, watched);
  if (!isSame(failure, again)) return {};
  if (again?.kind === "timed out" && again.waits) return { waits: true };
  const stack = stackOf(again);
  return stack === "" ? {} : { stack };
}

/** The same for a case of the check; of a call that never ends, a large input is made small. */
export async function whereCaseFailed(
  bench: Bench,
  failure: Failure,
  args: MadeArguments,
  baseline: Worker,
): Promise<Where> {
  if (!isEndless(failure)) return whereItFailed(bench, failure, [bench.shelf.encode(args)]);
  const small = await smallest(bench, failure, args, baseline);
  const where = await whereItFailed(bench, failure, [bench.shelf.encode(small)]);
  return { ...where, input: small.map(printArgument) };
}

async function smallest(
  bench: Bench,
  { kind }: Failure,
  args: MadeArguments,
  baseline: Worker,
): Promise<MadeArguments> {
  if (bench.shelf.encode(args).length <= shortBytes) return args;
  const deadline = performance.now() + shrinkMs;
  const { isValid } = bench.exercise.definition.input;
  const stillFails = async (fewer: MadeArguments) => {
    if (isValid?.(...fewer) === false) return false;
    const call = bench.shelf.encode(fewer);
    if ((await failureOn(baseline, [call])) !== undefined) return false;
    return (await runAgain(bench, [call], shrinkSeconds))?.kind === kind;
  };
  const isSpent = () => performance.now() > deadline;
  return shrink(args, stillFails, { tries: shrinkTries, isSpent });
}

/** How a candidate fails in a new process, if it does. */
async function runAgain(
  bench: Bench,
  calls: readonly EncodedArguments[],
  seconds: number,
  watched?: "whereabouts" | "throws",
): Promise<Failure | undefined> {
  const recording = watched && { recording: { kind: watched } };
  let worker: Worker | undefined;
  try {
    worker = await bench.start("candidate", { seconds, ...recording });
    return await failureOn(worker, calls);
  } catch (error) {
    if (error instanceof WorkerFailed) return error.failure;
    // Then it stays unknown where it was.
    if (error instanceof SetupError) return undefined;
    throw error;
  } finally {
    await worker?.stop();
  }
}

async function failureOn(
  worker: Worker,
  calls: readonly EncodedArguments[],
): Promise<Failure | undefined> {
  try {
    await worker.deliver(calls);
    await worker.run();
    return undefined;
  } catch (error) {
    if (error instanceof WorkerFailed) return error.failure;
    throw error;
  }
}
