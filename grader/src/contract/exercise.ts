import type { MetricName } from "./metric-names.ts";
import type { Random } from "./random.ts";
import type { Load } from "./server-load.ts";

/** The text of a file that the grader writes for each call; the entry receives its path. */
export interface InputFile {
  readonly kind: "input file";
  /** The file's name, without folders. */
  readonly name: string;
  readonly text: string;
}

/** Declares an argument that the entry receives as the path of a fresh file with this text. */
export function inputFile(name: string, text: string): InputFile {
  return { kind: "input file", name, text };
}

/** A file that the entry writes: it receives the path, and what it writes is part of its answer. */
export interface OutputFile {
  readonly kind: "output file";
  /** The file's name, without folders. */
  readonly name: string;
}

/**
 * Declares an argument that the entry receives as the path of a file to write, in a folder that
 * was empty when the run began. The exercise has to say so in `allows.outputFiles`.
 */
export function outputFile(name: string): OutputFile {
  return { kind: "output file", name };
}

/** What `make` gives for a parameter: the value itself, or a file for a parameter that is a path. */
export type Argument<Parameter> = Parameter extends string
  ? string | InputFile | OutputFile
  : Parameter;

/** The arguments of one call of the entry. */
export type Arguments<Entry extends AnyEntry> = EachArgument<Parameters<Entry>>;

type EachArgument<List extends readonly unknown[]> = {
  [Index in keyof List]: Argument<List[Index]>;
};

// biome-ignore lint/suspicious/noExplicitAny: a function type that every function type extends
export type AnyEntry = (...args: any[]) => unknown;

/** How a candidate's answer is compared with the baseline's answer on the same input. */
export type Comparison =
  /** Equal in every value; numbers by Object.is, except that 0 equals -0. */
  | { readonly kind: "exact" }
  /** Like exact, but numbers may differ by `relative` times the larger magnitude. */
  | { readonly kind: "within"; readonly relative: number }
  /** Like exact, but the order of the top-level array does not matter. */
  | { readonly kind: "unordered" };

/** What is asked for: how much less than the baseline the candidate must cost. */
export interface Goal {
  readonly metric: MetricName;
  /** The speedup that passes: baseline / candidate in the metric. */
  readonly target: number;
  /** The speedup that an expert reaches. */
  readonly stretch: number;
  /** What must not get worse meanwhile, or not by much. */
  readonly bounds?: readonly Bound[];
  /** How the candidate's CPU time may grow with the size of the input. */
  readonly growth?: Growth;
  /** How long measuring may take before the grading is inconclusive. Default 8. */
  readonly seconds?: number;
}

/** A second metric: the candidate may cost at most `atMost` times what the baseline costs. */
export interface Bound {
  readonly metric: MetricName;
  readonly atMost: number;
}

/** CPU time measured at `size`, twice, four and eight times that must grow slower than n^`below`. */
export interface Growth {
  /** Between the exponents to be told apart: 1.5 separates n log n from n². */
  readonly below: number;
  /** The smallest size; a good solution should take 1 ms or more at eight times that. */
  readonly size: number;
}

/**
 * What is called: a function that answers at once, one whose promise is awaited, or one that
 * starts a server, which then gets the requests (`ServerEntry`).
 */
export type EntryKind = "function" | "async function" | "server";

/**
 * Code of the exercise between both versions and something that is counted, such as a database:
 * the folder resource/ beside src/, which package.json exports and which versions import as
 * "@bottleneck/<id>/resource". Its index.ts exports a function `operations` that says how many
 * there were so far.
 *
 * The module service.ts beside it, if there is one, runs in a process of its own in gradings:
 * index.ts calls its functions with plain data, and the grader asks it for its `operations`. A
 * function `change` there, or in index.ts where there is no service, is called between two calls
 * with a number that is drawn in secret; what the resource says then depends on that number alone.
 */
export interface Resource {
  /** One of what is counted, such as "SQL statement". */
  readonly operation: string;
  /** Modules of Node that the resource may import. */
  readonly modules?: readonly string[];
  /**
   * The fewest operations of a call of the timed size, on average: a version that gets by with less
   * has kept answers from one call for the next, and is refused.
   */
  readonly atLeast?: number;
  /**
   * Writes the files that the resource reads, such as a database, into its folder, where its
   * index.ts finds them by `new URL(name, import.meta.url)`. Always the same ones: it is called for
   * each grading and each run of the visible tests, and each process gets a copy of its own.
   * Bubblewrap keeps versions from writing there; without it only the resource does, which should
   * open what it reads for reading only. A service may write there.
   */
  makeFiles?(folder: string): void;
}

/**
 * The least that one call has to do, whatever its code looks like. Reports say from it how near a
 * version comes to what the machine can do. Both are lower bounds: in doubt, count less.
 */
export interface Work {
  /** That must be read or written, each once: what the answer depends on, and the answer. */
  readonly bytes?: number;
  /** In floating point: an addition, a multiplication or a comparison is one. */
  readonly operations?: number;
}

/** Where the planted bottleneck is, in the baseline's source. */
export interface Diagnosis {
  /** The named function whose own code is hottest; for a closure, the named function around it. */
  readonly function: string;
  /** A file of baseline/, such as `index.ts`. */
  readonly file: string;
  /** First and last line, both included, counted from 1. */
  readonly lines: readonly [first: number, last: number];
}

/** One exercise. `Entry` is the type of the function that a student makes faster. */
export interface Exercise<Entry extends AnyEntry = AnyEntry> {
  readonly title: string;
  /** The kind of bottleneck, in the words of docs/glossary.md. */
  readonly pathology: string;
  /** The lesson this belongs to, such as `L08`. */
  readonly lesson: string;
  /** The place in the course; exercises are graded and listed in this order. Leave gaps. */
  readonly order: number;
  readonly difficulty: 1 | 2 | 3 | 4;
  /** Ids of exercises that teach what this one builds on. */
  readonly prerequisites?: readonly string[];
  /** The issue, commit or post-mortem that this is modelled on. */
  readonly origin: { readonly url: string; readonly summary: string };
  /** The name of the function, exported by src/index.ts, that is called and timed. */
  readonly entry: string;
  /** Default: a function that answers at once. */
  readonly entryKind?: EntryKind;
  /** For counted operations. */
  readonly resource?: Resource;
  /** What a server is put under while its latency or throughput is measured. */
  readonly load?: Load;
  readonly input: {
    /** Makes the arguments of one call. Deterministic: all randomness comes from `random`. */
    make(random: Random, size: number): Arguments<Entry>;
    /** The sizes at which answers are checked, and the size at which speed is measured. */
    readonly sizes: { readonly check: readonly number[]; readonly time: number };
    /** Inputs that `make` is unlikely to give, named by what is special about them. */
    readonly edgeCases: Readonly<Record<string, () => Arguments<Entry>>>;
    /** False for arguments that break the exercise's rules; guards the search for a small failing input. */
    isValid?(...args: Arguments<Entry>): boolean;
  };
  readonly answer: {
    readonly compare: Comparison;
    /** True when the entry may change its arguments. Default: it may not. */
    readonly mayChangeInput?: boolean;
  };
  readonly goal: Goal;
  /** The least work of a call with these arguments: for exercises that a processor's limits bound. */
  work?(...args: Arguments<Entry>): Work;
  /** What a submission may use beyond the language itself. Default: nothing. */
  readonly allows?: {
    readonly modules?: readonly string[];
    /** True where the entry writes files: see `outputFile`. */
    readonly outputFiles?: boolean;
  };
  readonly limits?: {
    /** For one call, in seconds. Default 10. */
    readonly seconds?: number;
    /** Heap and whole process, in MB. Default 512 for the heap; the process gets 512 more. */
    readonly megabytes?: number;
  };
  readonly diagnosis: Diagnosis;
  /** Three or more, from a question to look at, to the technique. */
  readonly hints: readonly string[];
  /** Words that the README must not hold, beside the usual names of techniques. */
  readonly giveaways?: readonly string[];
}

/**
 * Declares an exercise; an exercise.ts exports the result as its default.
 *
 * @example
 * import type { revenueByRegion } from "./baseline/index.ts";
 * export default defineExercise<typeof revenueByRegion>({ ... });
 */
export function defineExercise<Entry extends AnyEntry>(exercise: Exercise<Entry>): Exercise<Entry> {
  return exercise;
}
