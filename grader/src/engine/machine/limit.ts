import type { Exercise, Work } from "../../contract/index.ts";
import { mean } from "../../contract/statistics/summary.ts";
import { makeArguments } from "../inputs/make-arguments.ts";
import { cpuMsOf, type Measurement } from "../measurement/measurement.ts";
import type { Side } from "../sandbox/sandbox.ts";
import type { Ceilings } from "./ceilings.ts";
import { type LeastTime, leastTimeOf } from "./roofline.ts";

/** How near both versions come to what this machine can do, or in words why that is not known. */
export type MachineLimit =
  | ({ readonly state: "seen" } & Nearness)
  | { readonly state: "missing"; readonly why: string };

interface Nearness {
  /** What a call must do at least; the mean over some inputs of the timed size. */
  readonly work: Required<Work>;
  readonly ceilings: Ceilings;
  /** In which one thread of this machine could do the work at best. */
  readonly least: LeastTime;
  /** That time as a share of a call's CPU time. */
  readonly share: Readonly<Record<Side, number>>;
}

/** What this machine can do; tests bring their own. */
export interface LimitTools {
  /** Measures the ceilings for a call that moves so many bytes; absent where nobody asks. */
  readonly measureCeilings?: ((bytes: number) => Ceilings) | undefined;
}

/**
 * Compares what was measured with the machine's ceilings; nothing for an exercise that does not say
 * how much work a call is. Never throws: a verdict does not depend on it.
 */
export function limitOf(
  exercise: Exercise,
  measurement: Measurement,
  { measureCeilings }: LimitTools,
): { readonly limit?: MachineLimit } {
  if (exercise.work === undefined || measureCeilings === undefined) return {};
  try {
    const work = meanWork(exercise);
    const ceilings = measureCeilings(work.bytes);
    const least = leastTimeOf(work, ceilings);
    const { baseline, candidate } = cpuMsOf(measurement);
    const share = { baseline: least.ms / baseline, candidate: least.ms / candidate };
    const isKnown = Object.values(share).every((part) => part > 0 && Number.isFinite(part));
    if (!isKnown) return missing("the CPU time of a call, or the least it needs, can't be read");
    return { limit: { state: "seen", work, ceilings, least, share } };
  } catch (error) {
    return missing((error as Error).message);
  }
}

const missing = (why: string) => ({ limit: { state: "missing", why } }) as const;

/** Inputs of one size ask for about the same work. */
const seeds = [1, 2, 3];

function meanWork(exercise: Exercise): Required<Work> {
  const works = seeds.map((seed) =>
    workOf(exercise, makeArguments(exercise, seed, exercise.input.sizes.time)),
  );
  return {
    bytes: mean(works.map(({ bytes }) => bytes)),
    operations: mean(works.map(({ operations }) => operations)),
  };
}

/**
 * The least work of one call, as the exercise says.
 *
 * @throws RangeError when it is nothing, or not a number
 */
export function workOf(exercise: Exercise, args: readonly unknown[]): Required<Work> {
  const { bytes = 0, operations = 0 } = exercise.work?.(...args) ?? {};
  const isSound = [bytes, operations].every((count) => Number.isFinite(count) && count >= 0);
  if (!isSound || bytes + operations === 0) {
    throw new RangeError(`its work is ${bytes} bytes and ${operations} operations`);
  }
  return { bytes, operations };
}
