/**
 * What the grader and a child process say to each other. A frame is a u32 length (little endian)
 * and a body; a message is a frame whose body is JSON. Where a message announces arguments or
 * answers, as many frames in the encoding of wire.ts follow it.
 */

/** From the grader to the child. */
export type Request =
  | LoadRequest
  /** `count` frames of arguments follow; they replace the ones delivered before. */
  | { readonly kind: "deliver"; readonly count: number }
  /** Call the entry on every delivered input, `passes` times over. */
  | { readonly kind: "run"; readonly passes: number }
  /** Send the first `count` answers of the last run and, on demand, their inputs as they are now. */
  | { readonly kind: "collect"; readonly count: number; readonly withInputs: boolean }
  | { readonly kind: "stop profile" };

/** Load a version and find its entry. */
export interface LoadRequest {
  readonly kind: "load";
  /** The module that exports the entry. */
  readonly url: string;
  readonly entry: string;
  /** JavaScript by URL: everything that can be imported, besides `modules`. */
  readonly sources: Readonly<Record<string, string>>;
  /** Names of Node's modules that may be imported. */
  readonly modules: readonly string[];
  /** Record a CPU profile from now on. */
  readonly profile: boolean;
}

/** From the child to the grader: exactly one for each request. */
export type Reply =
  | { readonly kind: "loaded" }
  | { readonly kind: "missing export"; readonly exports: readonly string[] }
  | { readonly kind: "delivered" }
  /** `cpuMs`: what the child's own counter says; used where it can't be read from outside. */
  | { readonly kind: "done"; readonly cpuMs: number }
  | { readonly kind: "threw"; readonly error: ThrownError }
  /** The answers follow as frames, then the inputs when they were asked for. */
  | { readonly kind: "answers" }
  | { readonly kind: "not plain data"; readonly index: number; readonly what: string }
  | { readonly kind: "profile"; readonly profile: unknown };

/** What was thrown, as text. */
export interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** File descriptors of the child: it reads requests from one and writes replies to the other. */
export const requestDescriptor = 3;
export const replyDescriptor = 4;

/** The function of the runner under which all timed calls are made; profiles are cut at it. */
export const timedFunction = "runTimedCalls";
