import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { Server as HttpServer } from "node:http";
import { registerHooks } from "node:module";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { decode } from "../src/engine/sandbox/wire.ts";
import { compiledPath, isWat } from "../src/engine/wat/compile-wat.ts";
import type { DriveJob, DriveStatus } from "../src/evidence/tools/driven-run.ts";

/**
 * The program that runs under a tool: loads one version of an exercise and keeps it busy. It says
 * in a file how far it is, because its output and exit code belong to the tool.
 */

type Entry = (...args: unknown[]) => unknown;

/** Some tools see only what happens between turns of the event loop. */
const turnMs = 10;

/** The heap profiler starts to sample only in a later turn, and what was made before is not seen. */
const toolStartMs = 100;

/** Enough to write what is left to be written. */
const toolEndMs = 3000;

/** How often a server looks whether it is to end. */
const stopEveryMs = 100;

/** Kept until the end, so that the heap profiler finds what a call leaves to its caller. */
export let lastAnswer: unknown;

const job: DriveJob = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
let during: "loading" | "a call" = "loading";
let isOver = false;

process.on("exit", (code) => finish({ state: "exited", during, code }));
process.on("uncaughtException", failed);

try {
  await driveExercise();
} catch (error) {
  failed(error);
}

/** Named for those who meet it in a page. */
async function driveExercise(): Promise<void> {
  tell({ state: "loading" });
  await delay(toolStartMs);
  const entry = await loadEntry();
  during = "a call";
  if (job.kind === "server") await serve(entry);
  else {
    tell({ state: "running" });
    await run(entry, argumentsOf(job.inputs.map((path) => readFileSync(path))));
  }
  finish({ state: "finished" });
  endForTool();
}

async function loadEntry(): Promise<Entry> {
  registerHooks({
    resolve: (specifier, context, next) =>
      next(isWat(specifier) ? compiledPath(specifier) : specifier, context),
  });
  const exports = await import(pathToFileURL(join(job.source, "index.ts")).href);
  const entry = exports[job.entry];
  if (typeof entry === "function") return entry;
  const names = Object.keys(exports).join(", ") || "nothing";
  throw new TypeError(`index.ts exports no function ${job.entry}; it exports ${names}`);
}

async function run(entry: Entry, argumentsOf: Calls["argumentsOf"]): Promise<void> {
  const fresh = (): Calls => ({ entry, argumentsOf, made: 0 });
  if (job.fromTimer) return callFromTimer(fresh());
  const isAwaited = job.kind === "async function";
  await keepBusy(isAwaited ? awaitUntil : callUntil, fresh(), job.warmUpMs);
  await keepBusy(isAwaited ? awaitUntil : runCalls, fresh(), job.runMs);
}

/** Calls an entry that is awaited, one call at a time, each from a tick of one and the same timer. */
function callFromTimer(calls: Calls): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const end = performance.now() + job.runMs;
  let isBusy = false;
  const call = async () => {
    isBusy = true;
    lastAnswer = await calls.entry(...calls.argumentsOf(calls.made++));
    isBusy = false;
  };
  const timer = setInterval(() => {
    if (isBusy) return;
    if (performance.now() < end && calls.made < job.mostCalls) call().catch(reject);
    else resolve();
  }, 1);
  return promise.finally(() => clearInterval(timer));
}

/** Calls the entry for some time, at least once, and gives way to the event loop after each turn. */
async function keepBusy(turn: Turn, plan: Calls, ms: number): Promise<void> {
  const end = performance.now() + ms;
  do {
    await turn(plan, Math.min(end, performance.now() + turnMs));
    await nextTurn();
  } while (performance.now() < end && plan.made < job.mostCalls);
}

/** The calls of a run. */
interface Calls {
  readonly entry: Entry;
  argumentsOf(call: number): unknown[];
  made: number;
}

/** Makes calls until a time, at least one. */
type Turn = (calls: Calls, end: number) => void | Promise<void>;

/** The name under which the flamegraph of a recording finds what is to be shown. */
function runCalls(calls: Calls, end: number): void {
  callUntil(calls, end);
}

function callUntil(calls: Calls, end: number): void {
  do {
    lastAnswer = calls.entry(...calls.argumentsOf(calls.made++));
  } while (performance.now() < end && calls.made < job.mostCalls);
}

async function awaitUntil(calls: Calls, end: number): Promise<void> {
  do {
    lastAnswer = await calls.entry(...calls.argumentsOf(calls.made++));
  } while (performance.now() < end && calls.made < job.mostCalls);
}

/** The arguments of the call with a number. */
function argumentsOf(inputs: readonly Buffer[]): (call: number) => unknown[] {
  const fresh = (call: number) => decode(inputs[call % inputs.length] as Buffer) as unknown[];
  if (job.mayChangeInput) return fresh;
  const made = inputs.map((_, index) => fresh(index));
  return (call) => made[call % made.length] as unknown[];
}

/** Starts the server and leaves it to the grader's requests. */
async function serve(entry: Entry): Promise<void> {
  const server = (await entry()) as Server | undefined;
  const address = server?.listening === true ? server.address() : undefined;
  if (typeof address !== "object" || address === null) {
    throw new TypeError("the entry must return an HTTP server that already listens on a port");
  }
  tell({ state: "listening", port: (address as AddressInfo).port });
  await requestsDone();
  server?.close();
  if (server instanceof HttpServer) server.closeAllConnections();
}

/** By one timer: Bubbleprof would draw a bubble for each look. */
function requestsDone(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => existsSync(job.stop) && resolve(), stopEveryMs);
  return promise.finally(() => clearInterval(timer));
}

/**
 * Tools write their data when Node has nothing left to do, which a timer or a connection that the
 * version left behind would put off for ever. Bubbleprof may then still wait for an event of its
 * own file that never comes, with all data written.
 */
function endForTool(): void {
  if (!process.emit("beforeExit", 0)) process.exit(0);
  setTimeout(() => process.exit(0), toolEndMs).unref();
}

function failed(error: unknown): void {
  const message =
    error instanceof Error ? `${error.name}: ${error.message}` : inspect(error, { depth: 0 });
  finish({ state: "threw", during, message, where: placeInSource(error) });
  process.exit(0);
}

/** The innermost line of the version on the error's stack. */
function placeInSource(error: unknown): string {
  const stack = error instanceof Error ? String(error.stack) : "";
  const folder = `${pathToFileURL(job.source).href}/`;
  const start = stack.indexOf(folder);
  return start < 0 ? "" : (/^[^\s:)]+:\d+/.exec(stack.slice(start + folder.length))?.[0] ?? "");
}

/** Only the first end counts: what comes after it is the tool's. */
function finish(status: DriveStatus): void {
  if (!isOver) tell(status);
  isOver = true;
}

/** In one step, because the grader reads it at any time. */
function tell(status: DriveStatus): void {
  const unfinished = `${job.status}.new`;
  writeFileSync(unfinished, JSON.stringify(status));
  renameSync(unfinished, job.status);
}
