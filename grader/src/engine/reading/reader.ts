import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { machineFailure } from "../machine-failure.ts";
import { memoryOf } from "../sandbox/counters.ts";
import { startDeadline } from "../sandbox/deadline.ts";
import { endProcessTree, startHelper } from "../sandbox/process-tree.ts";

/** A text to read, and the URL of the module whose default export reads it. */
export interface ReaderRequest {
  readonly module: string;
  readonly text: string;
}

export type ReaderReply =
  | { readonly state: "ready" }
  | { readonly state: "read"; readonly result: unknown }
  | { readonly state: "failed"; readonly why: string };

/** What a text was read as, or why reading it was given up, as a part of a sentence. */
export type Reading<Result> =
  | { readonly state: "read"; readonly result: Result }
  | { readonly state: "given up"; readonly why: string };

/** What reading one text may take: a real one takes milliseconds. */
export interface ReadingLimits {
  readonly seconds: number;
  readonly megabytes: number;
}

const usualLimits: ReadingLimits = { seconds: 5, megabytes: 1000 };

/** How often it is looked at how much memory is used. */
const memoryCheckMs = 100;

/** A process that lacks threads may neither start nor end. */
const startMs = 20_000;

/** One process for all texts; undefined before the first, and after one that broke it. */
let reader: Promise<ChildProcess> | undefined;
let turn: Promise<unknown> = Promise.resolve();

/** Starts the process in the background, for whoever will need it soon. */
export function prepareReader(): void {
  // What is wrong will be told to whoever reads.
  runningReader().catch(() => {});
}

/**
 * Reads a stranger's text in a process of its own, within limits: one text after the other, all in
 * the same process, unless a text breaks it.
 *
 * @param module exports as its default the function that reads a text, and returns plain data
 * @throws SetupError when no process can be started
 */
export function readSafely<Result>(
  module: URL,
  text: string,
  limits: ReadingLimits = usualLimits,
): Promise<Reading<Result>> {
  const reading = turn.then(() => readNow(module, text, limits));
  turn = reading.catch(() => {});
  return reading as Promise<Reading<Result>>;
}

/**
 * Reads a text in a process that is started for it and ended after it: for what takes so much memory
 * that it must not stay.
 *
 * @throws SetupError when no process can be started
 */
export async function readAlone<Result>(
  module: URL,
  text: string,
  limits: ReadingLimits,
): Promise<Reading<Result>> {
  const child = await startReader(limits);
  try {
    return (await readIn(child, module, text, limits)) as Reading<Result>;
  } finally {
    endProcessTree(child);
  }
}

async function readNow(
  module: URL,
  text: string,
  limits: ReadingLimits,
): Promise<Reading<unknown>> {
  const child = await runningReader();
  const reading = await readIn(child, module, text, limits);
  if (reading.state === "given up") discard(child);
  return reading;
}

async function readIn(
  child: ChildProcess,
  module: URL,
  text: string,
  limits: ReadingLimits,
): Promise<Reading<unknown>> {
  keepWaitingFor(child, true);
  const watch = watchOver(child, limits);
  try {
    child.send({ module: module.href, text } satisfies ReaderRequest);
    const reply = await Promise.race([replyOf(child), watch.broken]);
    return reply.state === "read" ? reply : { state: "given up", why: whyGivenUp(reply) };
  } finally {
    watch.end();
    keepWaitingFor(child, false);
  }
}

function whyGivenUp(reply: Exclude<ReaderReply, { state: "read" }> | Broken): string {
  if (reply.state === "broken") return reply.why;
  return reply.state === "failed" ? whyFailed(reply.why) : "it can't be read";
}

/** What parsers say whose stack is full, and V8 of them. */
function whyFailed(why: string): string {
  const isTooDeep = /call stack|memory access out of bounds|unreachable|recursion/i.test(why);
  return isTooDeep ? "it is nested too deeply" : `it can't be read (${why.split("\n")[0]})`;
}

interface Broken {
  readonly state: "broken";
  readonly why: string;
}

/** Reports, once, that the process has used up what it may, or is gone. */
function watchOver(child: ChildProcess, { seconds, megabytes }: ReadingLimits) {
  const { promise: broken, resolve } = Promise.withResolvers<Broken>();
  const breakOff = (why: string) => resolve({ state: "broken", why });
  const tooMuch = () => breakOff(`it takes more than ${megabytes} MB of memory to read`);
  const tooLong = () => breakOff(`it takes more than ${seconds} seconds to read`);
  const deadline = setTimeout(tooLong, seconds * 1000);
  const memoryCheck = setInterval(() => {
    if ((memoryOf(child.pid ?? 0)?.now ?? 0) > megabytes * 1e6) tooMuch();
  }, memoryCheckMs);
  const ended = (code: number | null, signal: NodeJS.Signals | null) => {
    // That is how V8 ends a process whose heap is full.
    if (signal === "SIGABRT") tooMuch();
    else
      breakOff(
        signal === null
          ? `its reader ended with code ${code}`
          : `its reader was ended by ${signal}`,
      );
  };
  child.once("exit", ended);
  const end = () => {
    clearTimeout(deadline);
    clearInterval(memoryCheck);
    child.off("exit", ended);
  };
  return { broken, end };
}

async function replyOf(child: ChildProcess): Promise<ReaderReply> {
  const [reply] = (await once(child, "message")) as [ReaderReply];
  return reply;
}

/** A parser that failed once may be broken for all texts after it. */
function discard(child: ChildProcess): void {
  reader = undefined;
  endProcessTree(child);
}

function runningReader(): Promise<ChildProcess> {
  reader ??= startShared();
  return reader;
}

async function startShared(): Promise<ChildProcess> {
  try {
    const child = await startReader(usualLimits);
    child.once("exit", () => forget(child));
    return child;
  } catch (error) {
    reader = undefined;
    throw error;
  }
}

async function startReader({ megabytes }: ReadingLimits): Promise<ChildProcess> {
  const heap = `--max-old-space-size=${megabytes / 2}`;
  const child = startHelper(
    process.execPath,
    [heap, "--no-warnings", readerProgram],
    cacheVariable(),
  );
  const gone = new Promise<never>((_, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`it exited with code ${code}`)));
  });
  gone.catch(() => {});
  const late = startDeadline(startMs);
  const tooLate = late.passed.then((): never => {
    throw new Error("it does not start");
  });
  try {
    await Promise.race([replyOf(child), gone, tooLate]);
  } catch (error) {
    endProcessTree(child);
    const { message } = error as Error;
    throw machineFailure(`no process can be started to read files with: ${message}`);
  } finally {
    late.cancel();
  }
  keepWaitingFor(child, false);
  return child;
}

/** Compiled code is kept where the grader keeps its own, if it does. */
function cacheVariable(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}

/** Somebody may have ended it, such as a person with Ctrl-C. */
async function forget(child: ChildProcess): Promise<void> {
  if ((await reader) === child) reader = undefined;
}

const readerProgram = fileURLToPath(new URL("reader-process.ts", import.meta.url));

/** An idle reader must not keep the grader alive. */
function keepWaitingFor(child: ChildProcess, waits: boolean): void {
  if (waits) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}
