import type { Load } from "../../contract/index.ts";
import type { Mistake } from "../correctness/check.ts";
import type { InputPool } from "../inputs/pool.ts";
import type { Metric } from "../metrics/index.ts";
import type { Answer, EncodedArguments, Program, Side, Worker } from "../sandbox/sandbox.ts";
import { whileHeld } from "../sandbox/while-held.ts";
import type { Account } from "./accounting.ts";
import { type Fork, forkOf } from "./measurement.ts";
import type { Pair } from "./samples.ts";
import { whyUnsound } from "./samples.ts";

/** What measuring a fork needs from the rest of the grader. */
export interface ForkRequest {
  readonly metric: Metric;
  /** Metrics to read from the same samples: see `canShare`. */
  readonly also?: readonly Metric[];
  readonly pool: Pick<InputPool, "take">;
  /** Starts one side in a fresh process. */
  start(
    side: Side,
    cpu: number | undefined,
    options?: Pick<Program, "withoutTurboFan" | "besideOthers">,
  ): Promise<Worker>;
  readonly mayChangeInput: boolean;
  /** What servers are put under. */
  readonly load?: Load;
  /** What is wrong with the candidate's answers, beside the baseline's to the same timed inputs. */
  checkAnswers(expected: readonly Answer[], actual: readonly Answer[]): Mistake | undefined;
  /** Given the accounts of a fork's batches, and what `extraOfDelivery` found. */
  onAccounts?(accounts: readonly Account[], extra: number): void;
  /** A monotonic clock in ms. */
  now(): number;
}

/** A fork by its number and its place. */
export interface ForkPlace {
  /** From 0. */
  readonly number: number;
  /** The CPU to pin both processes to. */
  readonly cpu: number | undefined;
}

export type Both<T> = Readonly<Record<Side, T>>;

/** Why there is no measurement, though both sides came to their ends. */
export type NotMeasured =
  /** The candidate was right when it was checked, and wrong when it was timed. */
  | {
      readonly state: "wrong";
      readonly mistake: Mistake;
      /** The input of the call, where it can be called again. */
      readonly input?: EncodedArguments | undefined;
      /** The input, in words; by default one of those that are timed. */
      readonly on?: string;
    }
  /** No sample of this side can be true: `why` says what was read. */
  | { readonly state: "unsound"; readonly side: Side; readonly why: string };

/** Whether something was measured. */
export function isMeasured<T extends object>(result: T | NotMeasured): result is T {
  return !("state" in result);
}

/** The fork that the sound pairs make; not measured where there is none. */
export function soundFork(pairs: readonly Pair[], cpu: number | undefined): Fork | NotMeasured {
  const sound = pairs.filter((pair) => unsoundSide(pair) === undefined);
  const [first] = pairs;
  if (sound.length > 0 || first === undefined) {
    return forkOf(sound, pairs.length - sound.length, cpu);
  }
  return unsoundSide(first) as NotMeasured;
}

function unsoundSide(pair: Pair): NotMeasured | undefined {
  for (const side of ["baseline", "candidate"] as const) {
    const why = whyUnsound(pair[side]);
    if (why !== undefined) return { state: "unsound", side, why };
  }
  return undefined;
}

/** Starts both sides. If one can't be started, the other doesn't stay behind. */
export async function startBoth(
  request: ForkRequest,
  cpu: number | undefined,
): Promise<Both<Worker>> {
  const [baseline, candidate] = await Promise.allSettled([
    request.start("baseline", cpu),
    request.start("candidate", cpu),
  ]);
  if (baseline.status === "fulfilled" && candidate.status === "fulfilled") {
    return { baseline: baseline.value, candidate: candidate.value };
  }
  const started = [baseline, candidate].filter((result) => result.status === "fulfilled");
  await Promise.all(started.map((result) => result.value.stop()));
  const failed = [baseline, candidate].find((result) => result.status === "rejected");
  throw failed?.reason;
}

/** Works with one side of a pair, the other held still. */
export function alone<Result>(
  side: Side,
  workers: Both<Worker>,
  work: (worker: Worker) => Promise<Result>,
): Promise<Result> {
  const other = side === "baseline" ? workers.candidate : workers.baseline;
  return whileHeld(other, () => work(workers[side]));
}

/** Takes one sample of each side, in the given order. */
export async function inOrder<T>(
  baselineFirst: boolean,
  sample: (side: Side) => Promise<T>,
): Promise<Both<T>> {
  if (baselineFirst) {
    const baseline = await sample("baseline");
    return { baseline, candidate: await sample("candidate") };
  }
  const candidate = await sample("candidate");
  return { baseline: await sample("baseline"), candidate };
}
