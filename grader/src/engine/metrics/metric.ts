import type { MetricName } from "../../contract/index.ts";
import type { LoadReport } from "../load/drive.ts";
import type { EncodedArguments, Meter, Timing, Worker } from "../sandbox/sandbox.ts";

/** One way to say what a version costs. Less is better. */
export interface Metric {
  readonly name: MetricName;
  readonly method: Method;
  /**
   * What the cost is read from. On the CPU's clock other programs hardly show; on the wall's they
   * do, and waiting counts; a count of bytes or operations does not depend on time.
   */
  readonly clock: "cpu" | "wall" | "none";
  /** Both processes on one CPU: the least noise, but nothing runs beside anything else. */
  readonly onOneCpu: boolean;
  /**
   * How much the logarithm of the speedup is known to differ from fork to fork, before anything is
   * measured; 0 for what is counted exactly.
   */
  readonly spread: number;
  /** A cost as text, with its unit. */
  format(cost: number): string;
  readonly words: Words;
}

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
  /** Labels a cost, in at most 11 characters. */
  readonly cost: string;
}

/** How one fork is measured. */
export type Method = BatchMethod | ProcessMethod | LoadMethod;

/** Both sides call the entry in turn, warmed up, in batches of calls. */
export interface BatchMethod {
  readonly kind: "batches";
  readonly meter?: Meter;
  /** The shortest batch in ms: what is counted coarsely needs longer ones. */
  readonly batchMs?: number;
  /** The least that can be told from nothing, for a whole batch. */
  readonly least: number;
  /** What a batch cost, all calls together. */
  costOf(timing: Timing): number;
  /** False for a cost that does not add up, such as a percentile. Default true. */
  readonly addsUp?: boolean;
}

/** Every sample is taken in a fresh process. */
export interface ProcessMethod {
  readonly kind: "fresh processes";
  /** The least that can be told from nothing. */
  readonly least: number;
  /** True when the inputs must be delivered before: they are those of `inputs`. */
  readonly inputs: number;
  measure(worker: Worker, inputs: readonly EncodedArguments[]): Promise<ProcessReading>;
}

/** The cost of one call in a fresh process, and its time as far as it tells of a busy machine. */
export interface ProcessReading {
  readonly cost: number;
  readonly timing: Timing;
}

/** Both sides run as servers; each is driven for a while in turn. */
export interface LoadMethod {
  readonly kind: "load";
  /** The least that can be told from nothing. */
  readonly least: number;
  costOf(report: LoadReport): number;
}
