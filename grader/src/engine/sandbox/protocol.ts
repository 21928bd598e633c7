/**
 * What the grader and a child process say to each other. A frame is a u32 length (little endian)
 * and a body; a message is a frame whose body is JSON. Where a message announces arguments or
 * answers, as many frames in the encoding of wire.ts follow it.
 *
 * The body of a request, and of every frame that answers it, begins with a password that is drawn
 * for this request: whoever did not read the request can't answer it.
 */

import type { EntryKind } from "../../contract/index.ts";

/** What a child can count while it runs calls. */
export type Meter = "allocated bytes" | "event-loop delay" | "operations";

/** What a child can watch while it runs; V8's own log of shapes is written beside it. */
export type RecordingKind =
  | "cpu profile"
  | "heap profile"
  | "line allocations"
  | "vitals"
  /** Nothing is recorded: it is told all the time where the program is. */
  | "whereabouts"
  /** Nor here: it is told where something is thrown. */
  | "throws";

/** From the grader to the child. */
export type Request =
  | LoadRequest
  /**
   * `count` frames of arguments follow; they replace the ones delivered before. `editions`: which
   * edition of the resource begins with each of them, or null where the one before goes on; a
   * resource with a service is told by the service, and any number says only that one begins.
   */
  | {
      readonly kind: "deliver";
      readonly count: number;
      readonly editions?: readonly (number | null)[] | undefined;
    }
  /** Call the entry on every delivered input, `passes` times over, with the meter on. */
  | { readonly kind: "run"; readonly passes: number; readonly meter?: Meter }
  /** Send the last run's answers at these positions and, on demand, their inputs as they are now. */
  | {
      readonly kind: "collect";
      readonly positions: readonly number[];
      readonly withInputs: boolean;
    }
  /** Drop inputs and answers, collect garbage, and say what is still in use. */
  | { readonly kind: "count live bytes" }
  /** Say how much memory the process holds: asked where that can't be read from outside. */
  | { readonly kind: "tell memory" }
  /** Say what would still be done if there were a later: timers, open files, sockets. */
  | { readonly kind: "tell leftovers" }
  /** Go on recording, or pause: only what runs in between is recorded. */
  | { readonly kind: "record"; readonly on: boolean }
  | { readonly kind: "finish recording" };

/** Load a version and find its entry. */
export interface LoadRequest {
  readonly kind: "load";
  /** The module that exports the entry. */
  readonly url: string;
  readonly entry: string;
  readonly entryKind: EntryKind;
  /** The path of the socket by which a server is to be reached. */
  readonly socketPath?: string | undefined;
  readonly resource?: ServedResource;
  /** JavaScript by URL: everything that can be imported, besides `modules`. */
  readonly sources: Readonly<Record<string, string>>;
  /** Names of Node's modules that may be imported. */
  readonly modules: readonly string[];
  /** What to get ready for, before the version is loaded. */
  readonly recording?: RecordingKind;
}

/** The module that counts operations. */
export interface ServedResource {
  /** How the version imports it. */
  readonly specifier: string;
  readonly url: string;
  /** The modules of Node that only it may import. */
  readonly modules: readonly string[];
  /** Those of the sources that only it may import. */
  readonly own: readonly string[];
  /** Whether a part of it runs in a process of its own. */
  readonly hasService: boolean;
}

/** From the child to the grader: exactly one for each request, but for "ready" ahead of another. */
export type Reply =
  /** To the request to load: all is prepared, and the version's own code comes next. */
  | { readonly kind: "ready" }
  /** The version under test changed built-ins, in words: nothing it answers can be relied on. */
  | { readonly kind: "changed built-ins"; readonly what: string }
  | { readonly kind: "loaded" }
  /** `instead`: what the entry's name is exported as, such as "a class", if it is. */
  | {
      readonly kind: "missing export";
      readonly exports: readonly string[];
      readonly instead?: string | undefined;
    }
  | { readonly kind: "delivered" }
  /** `cpuMs`: what the child's own counter says; used where it can't be read from outside. */
  | { readonly kind: "done"; readonly cpuMs: number; readonly counted?: number | undefined }
  | ({ readonly kind: "live bytes" } & BytesInUse)
  /** Resident bytes. */
  | { readonly kind: "memory"; readonly now: number; readonly peak: number }
  /** Kinds of resources, as Node names them, such as "Timeout". */
  | { readonly kind: "leftovers"; readonly resources: readonly string[] }
  | { readonly kind: "threw"; readonly error: ThrownError }
  /** The answers follow as frames, then the inputs when they were asked for. */
  | { readonly kind: "answers" }
  | { readonly kind: "not plain data"; readonly index: number; readonly what: string }
  /** The answer to "record". */
  | { readonly kind: "recording" }
  | { readonly kind: "recorded"; readonly recording: unknown };

/** What a version has in use once garbage is collected; what is not on the heap, beyond the start. */
export interface BytesInUse {
  /** On V8's heap, without machine code and bytecode. */
  readonly heap: number;
  /** What V8 knows of outside of its heap. */
  readonly external: number;
  /** Array buffers, shared ones among them. */
  readonly buffers: number;
  /** Resident memory of V8's heap, unused parts included. */
  readonly committed: number;
}

/** What was thrown, as text. */
export interface ThrownError {
  /** Empty for what is no error, such as a string. */
  readonly name: string;
  readonly message: string;
  /** Where it was made, a line for each frame. */
  readonly stack: string;
  /** Errors that it carries: its cause, that one's cause, the errors of an AggregateError. */
  readonly behind?: readonly ErrorBehind[] | undefined;
}

/** An error that led to another. */
export interface ErrorBehind extends Omit<ThrownError, "behind"> {
  readonly is: "cause" | "part";
}

/**
 * What a child says on its standard error when it ends by itself. The version under test may have
 * written it: it is shown, and nothing follows from it.
 */
export type LastWords =
  /** Thrown where nobody could catch it, or the reason of a rejection that nobody handled. */
  | { readonly kind: "uncaught"; readonly by: "throw" | "rejection"; readonly error: ThrownError }
  /** Nothing is left to do that could settle it: a top-level await, or what the entry returned. */
  | { readonly kind: "never settled"; readonly what: "module" | "entry" }
  | { readonly kind: "exit called"; readonly stack: string };

/** What a line with last words begins with; JSON follows. */
export const lastWordsMark = "bottleneck's last words: ";

/**
 * Where a program is at a moment, innermost function first; nowhere if it waits. Written to standard
 * error.
 */
export interface Whereabouts {
  /** What it throws there, printed; empty for an object. Only where throws are watched. */
  readonly thrown?: string | undefined;
  readonly frames: readonly {
    readonly name: string;
    readonly url: string;
    /** From 1. */
    readonly line: number;
  }[];
}

/** What a line with whereabouts begins with; JSON follows. */
export const whereaboutsMark = "bottleneck's whereabouts: ";

export const passwordBytes = 8;

/** The longest frame that is accepted from a child: a bound on what it can make the grader hold. */
export const longestFrame = 256 * 1024 * 1024;

/** File descriptors of the child: it reads requests from one and writes replies to the other. */
export const requestDescriptor = 3;
export const replyDescriptor = 4;

/** What a resource imports in the place of its service. */
export const serviceModule = "bottleneck:service";

/** What a source with probes imports them from. */
export const probesModule = "bottleneck:probes";
