import type { MetricName, Random } from "../../contract/index.ts";
import type { Answer, EncodedArguments, Meter, Timing, Worker } from "../sandbox/sandbox.ts";
import type { LoadTimes } from "../server-load/drive.ts";

/** One way to measure what a version costs. Less is better. */
export interface Metric {
  readonly name: MetricName;
  readonly method: Method;
  /**
   * What the cost is read from. Other programs hardly change CPU time. They do change wall time, and
   * waiting counts in it. A count of bytes or operations does not depend on time.
   */
  readonly clock: "cpu" | "wall" | "none";
  /** The profiles that may show where the cost comes from, the best first. Default: that of time. */
  readonly profiles?: readonly ("time" | "bytes")[];
  /** Pins both processes to one CPU: the least noise, but nothing runs in parallel. */
  readonly onOneCpu: boolean;
  /**
   * The expected spread of the logarithm of the speedup between forks, before anything is measured;
   * 0 for exact counts.
   */
  readonly spread: number;
  /** What an exercise must have to be measured by it, beside a function to call. */
  readonly needs?: Needs;
  /** The example in templates/exercise/ that a new exercise of this metric starts as. */
  readonly example: string;
  /** A cost as text, with its unit. */
  format(cost: number): string;
  readonly words: Words;
}

/** A resource that counts; a server with a load; an entry that lets the event loop turn. */
export type Needs = "a resource" | "a server under load" | "an event loop";

/** How a cost compares with the baseline's. "operations" stands for what the exercise counts. */
export interface Words {
  /** After a ratio: "11.8x faster". */
  readonly better: string;
  /** Before "than the baseline". */
  readonly worse: string;
  /** Before "as the baseline". */
  readonly same: string;
  /** The verdict when the target is missed. */
  readonly missed: string;
  /** The label of a cost, at most 11 characters. */
  readonly cost: string;
}

/** How a fork is measured. */
export type Method = BatchMethod | ProcessMethod | LoadMethod;

/** Both sides call the entry in turn, warmed up, in batches of calls. */
export interface BatchMethod {
  readonly kind: "batches";
  readonly meter?: Meter;
  /** The shortest batch in ms: coarse counters need longer ones. */
  readonly batchMs?: number;
  /** The smallest cost of a whole batch that can be told from zero. */
  readonly least: number;
  /** The cost of a batch, all calls together. */
  costOf(timing: Timing): number;
  /** What else it may have cost, if others had the CPU meanwhile. Default: the cost. */
  otherCostOf?(timing: Timing): number;
  /** False for a cost that does not add up, such as a percentile. Default true. */
  readonly addsUp?: boolean;
}

/** Every sample is taken in a fresh process. */
export interface ProcessMethod {
  readonly kind: "fresh processes";
  /** The smallest cost that can be told from zero. */
  readonly least: number;
  /** How many inputs `measure` needs. */
  readonly inputs: number;
  /** How many calls its timing is of: the first ones of a process; 0 where more is in it than calls. */
  readonly timedCalls: number;
  /** Keeps the memory of V8's last compiler out of the reading. */
  readonly withoutTurboFan?: boolean;
  /** How the bytes count that a process held before the measured calls; absent where none can. */
  readonly heldBefore?: HeldBefore;
  /** @param random draws the same on both sides of a pair, and nobody else knows what */
  measure(
    worker: Worker,
    inputs: readonly EncodedArguments[],
    random: Random,
  ): Promise<ProcessReading>;
}

/**
 * What a candidate holds before the measured calls, and the baseline does not, counts as theirs: it
 * could be given back while they run, and hide what they take.
 */
export interface HeldBefore {
  /** How many calls were made until then. */
  readonly callsUntil: number;
  /** How many measured calls it is shared out among. */
  readonly calls: number;
  /** What may be held for nothing, as a share of what the baseline's measured calls take. */
  readonly freeShare: number;
}

/** The cost of one call in a fresh process, and the timing of all that are timed. */
export interface ProcessReading {
  readonly cost: number;
  /** What else it may have been, if others had the CPU meanwhile. Default: the cost. */
  readonly otherCost?: number;
  readonly timing: Timing;
  /** Bytes that the process held before the measured calls. */
  readonly held?: number;
  /** Those of some calls, the same ones on both sides of a pair. */
  readonly answers: readonly Answer[];
}

/** Both sides run as servers, which get load in turn. */
export interface LoadMethod {
  readonly kind: "load";
  /** The smallest cost that can be told from zero. */
  readonly least: number;
  costOf(times: LoadTimes): number;
}
