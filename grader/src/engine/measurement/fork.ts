import type { Load } from "../../contract/index.ts";
import type { InputPool } from "../inputs/shelf.ts";
import type { Metric } from "../metrics/index.ts";
import type { Answer, Side, Worker } from "../sandbox/sandbox.ts";
import { type Fork, forkOf, type Pair } from "./measurement.ts";
import { whyUnsound } from "./samples.ts";

/** What measuring a fork needs from the rest of the grader. */
export interface ForkRequest {
  readonly metric: Metric;
  readonly pool: Pick<InputPool, "take">;
  /** Starts one side in a fresh process. */
  start(side: Side, cpu: number | undefined): Promise<Worker>;
  readonly mayChangeInput: boolean;
  /** What servers are put under. */
  readonly load?: Load;
  /** Called with the answers of both sides to the same timed inputs. */
  checkAnswers(expected: readonly Answer[], actual: readonly Answer[]): void;
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

/** Nothing that was measured can be true. */
export class Unmeasurable extends Error {
  readonly side: Side;

  /** @param why what was read instead of a sound sample */
  constructor(side: Side, why: string) {
    super(why);
    this.side = side;
  }
}

/**
 * The fork that the sound pairs make.
 *
 * @throws Unmeasurable when there is none
 */
export function soundFork(pairs: readonly Pair[], cpu: number | undefined): Fork {
  const sound = pairs.filter((pair) => unsoundSide(pair) === undefined);
  if (sound.length === 0) throw unsoundSide(pairs[0] as Pair);
  return forkOf(sound, pairs.length - sound.length, cpu);
}

function unsoundSide(pair: Pair): Unmeasurable | undefined {
  for (const side of ["baseline", "candidate"] as const) {
    const why = whyUnsound(pair[side]);
    if (why !== undefined) return new Unmeasurable(side, why);
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
