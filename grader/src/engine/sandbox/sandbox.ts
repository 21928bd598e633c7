import type { EntryKind } from "../../contract/index.ts";
import type { Meter, RecordingKind, ThrownError } from "./protocol.ts";

export type { Meter, RecordingKind };

/** Which of the two versions of an exercise a process runs. */
export type Side = "baseline" | "candidate";

/** What a child process may use. */
export interface Limits {
  /** For one request, such as loading the module or running one batch. */
  readonly seconds: number;
  /** For V8's heap; the whole process may use `processMegabytes`. */
  readonly heapMegabytes: number;
  readonly processMegabytes: number;
}

/** A version to start in a process of its own. */
export interface Program {
  readonly side: Side;
  /** Absolute path of the module that exports the entry. */
  readonly module: string;
  /** JavaScript by absolute path: every module of this version. */
  readonly sources: ReadonlyMap<string, string>;
  /** Node's modules that it may import. */
  readonly modules: readonly string[];
  readonly entry: string;
  readonly kind: EntryKind;
  /** The exercise's own module between this version and what is counted. */
  readonly resource?: ProgramResource;
  /** Absolute folders and files that the process may read: its inputs. */
  readonly readable: readonly string[];
  /** The absolute folder for the files that calls are to write; nothing else may be written. */
  readonly outputFolder?: string;
  /** An absolute folder that is the process's own, and is removed with it. */
  readonly ownFolder?: string;
  readonly limits: Limits;
  /** The CPU to pin the process to, where the platform can. */
  readonly cpu?: number;
  /** Without V8's last compiler, whose own memory would be taken for the program's. */
  readonly withoutTurboFan?: boolean;
  /**
   * What other programs use of the CPUs is read beside its own time: for the wall's clock only. The
   * reading takes so long that code which runs for less finds its caches cold.
   */
  readonly besideOthers?: boolean;
  /** What is watched while it runs: never while anything is timed. */
  readonly recording?: Recording;
}

/** Something that the child records, or the log of shapes that V8 writes to a file of the host. */
export type Recording =
  | { readonly kind: RecordingKind }
  | { readonly kind: "shapes"; readonly folder: string };

/** The file in the folder of a recording of shapes. */
export const shapesLog = "v8.log";

/** A module of the exercise that counts, and what only it may import. */
export interface ProgramResource {
  /** How the version imports it. */
  readonly specifier: string;
  /** Absolute path of its index.ts; its sources are among those of the program. */
  readonly module: string;
  readonly modules: readonly string[];
  /** Absolute paths of those sources. */
  readonly own: readonly string[];
  /** Absolute path of the one among them that runs in a process of its own, if any. */
  readonly service?: string | undefined;
}

/** Something that is there while somebody has borrowed it. */
export interface Lent {
  lend(): void;
  giveBack(): void;
}

/** Arguments of one call, in the encoding of wire.ts. */
export interface EncodedArguments extends Buffer {
  /** Files that are there only while a process has the arguments. */
  readonly inputFiles?: readonly Lent[];
  /** Which edition of the exercise's resource the call is made in. */
  readonly edition?: number;
  /** Paths of the files that the call is to write, in the folder that its process has for them. */
  readonly outputFiles?: readonly string[];
}

/** What one run of the delivered inputs took. */
export interface Timing {
  readonly cpuMs: number;
  readonly wallMs: number;
  /** How long its threads were ready and had to wait for a CPU, where the platform tells. */
  readonly queuedMs?: number;
  /** The first of them, which runs JavaScript. */
  readonly main?: { readonly cpuMs: number; readonly queuedMs: number };
  /** CPU time of other programs meanwhile. */
  readonly othersMs?: number;
  /**
   * How much longer it took, in ms, because its first thread, or the grader's, was ready and others
   * had the CPU; absent where the platform does not tell.
   */
  readonly delayMs?: number;
  /** What the meter counted that the run was asked to carry. */
  readonly counted?: number;
}

/** Of two things that happen one after the other. */
export function inTurn(first: Timing, second: Timing): Timing {
  return {
    cpuMs: first.cpuMs + second.cpuMs,
    wallMs: first.wallMs + second.wallMs,
    queuedMs: (first.queuedMs ?? 0) + (second.queuedMs ?? 0),
    delayMs: (first.delayMs ?? 0) + (second.delayMs ?? 0),
  };
}

/** How long two threads have waited for a CPU so far, in ms; 0 where the platform does not tell. */
export interface Queued {
  /** The one that runs the version. */
  readonly version: number;
  /** The one that asks. */
  readonly grader: number;
}

/** Resident memory of a process, in bytes. */
export interface Memory {
  readonly now: number;
  /** The most since memory was asked for the last time; since the start where that is unknown. */
  readonly peak: number;
}

/**
 * An answer or, in its place, what it is that can't be carried. Of a call that was to write files
 * the data is a `WrittenAnswer`.
 */
export type Answer =
  | { readonly kind: "data"; readonly value: unknown }
  | { readonly kind: "not plain data"; readonly what: string };

/** What a call gave back, and what it wrote. */
export interface WrittenAnswer {
  readonly returned: unknown;
  /** By name: the lines of a file in UTF-8, the bytes of any other. */
  readonly files: Readonly<Record<string, readonly string[] | Uint8Array>>;
}

export interface Collected {
  readonly answers: readonly Answer[];
  /** For each answer, whether the call changed its arguments; empty unless asked for. */
  readonly changedInput: readonly boolean[];
}

/** A port of 127.0.0.1, or a socket of the file system, which nobody finds who was not told. */
export type ServerAddress = { readonly port: number } | { readonly socketPath: string };

/** A child process with one side's module loaded. Its methods reject with WorkerFailed. */
export interface Worker {
  /** From the start of the process until its module was loaded. */
  readonly startUp: Timing;
  /** Where a server is reached. */
  readonly address: ServerAddress | undefined;
  /** Replaces the inputs that `run` calls the entry on. */
  deliver(calls: readonly EncodedArguments[]): Promise<void>;
  /** Calls the entry on every delivered input, `passes` times over, and counts what is asked for. */
  run(passes?: number, meter?: Meter): Promise<Timing>;
  /** The answers of the last run to the delivered inputs at these positions. */
  collect(positions: readonly number[], checkInputs?: "check inputs"): Promise<Collected>;
  /** Drops inputs and answers, collects garbage, and says how many bytes are still in use. */
  liveBytes(): Promise<number>;
  /** All that the process has used so far; `wallMs` since its start. */
  usage(): Timing;
  /** Cheap enough to be asked before and after each request. */
  queued(): Queued;
  memory(): Promise<Memory>;
  /** What is left to be done, by Node's names, such as "Timeout". */
  leftovers(): Promise<readonly string[]>;
  /** Goes on recording, or pauses: only what runs in between is recorded. */
  record(on: boolean): Promise<void>;
  /** Ends the recording and returns it, as the child tells it. */
  finishRecording(): Promise<unknown>;
  /** Holds the process still, with all of its threads, until it is released: see `whileHeld`. */
  hold(): void;
  release(): void;
  /** Whether anything came out of its standard output so far. */
  hasPrinted(): boolean;
  /** Ends the process and everything it started. */
  stop(): Promise<void>;
}

export interface Sandbox {
  /** Starts a process and loads the module. Rejects with WorkerFailed. */
  start(program: Program): Promise<Worker>;
}

/** What a process was asked to do. */
export type During = "loading" | "a call";

/** How long the processes of a submission have run in one stage of its grading. */
export interface SpentTime {
  readonly stage: string;
  readonly seconds: number;
}

/** Why a process could not do what it was asked to. */
export type Failure =
  | {
      readonly kind: "threw";
      readonly during: During;
      readonly error: ThrownError;
      /** The process died of it: nobody caught what was thrown, or handled the rejection. */
      readonly uncaught?: "throw" | "rejection";
    }
  /** `stack`: where the code of the version did it, as far as that is known. */
  | {
      readonly kind: "exited";
      readonly during: During;
      readonly how: string;
      readonly stack?: string;
    }
  /** A promise that nothing was left to settle: of a module's top level, or of the entry. */
  | {
      readonly kind: "never settled";
      readonly during: During;
      readonly what: "module" | "entry";
      readonly entry: string;
    }
  | {
      readonly kind: "missing export";
      readonly entry: string;
      readonly exports: readonly string[];
      /** What the entry's name is exported as, such as "a class", if it is. */
      readonly instead?: string | undefined;
    }
  /** `stack`: where it was, of a program whose whereabouts were watched; `waits`: it was nowhere. */
  | {
      readonly kind: "timed out";
      readonly during: During;
      readonly seconds: number;
      readonly stack?: string;
      readonly waits?: boolean;
    }
  /** All that it was asked for took this long together: what one grading gives a submission. */
  | {
      readonly kind: "out of time";
      readonly seconds: number;
      readonly spent: readonly SpentTime[];
    }
  | { readonly kind: "out of memory"; readonly megabytes: number; readonly stack?: string }
  | { readonly kind: "changed built-ins"; readonly what: string }
  | { readonly kind: "broke the protocol"; readonly what: string };

/** A side failed. For the candidate the pipeline turns it into an outcome; for the baseline it is our bug. */
export class WorkerFailed extends Error {
  readonly side: Side;
  readonly failure: Failure;

  constructor(side: Side, failure: Failure) {
    super(`the ${side} failed: ${JSON.stringify(failure)}`);
    this.side = side;
    this.failure = failure;
  }
}
