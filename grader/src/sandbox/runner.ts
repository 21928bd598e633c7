/**
 * The entry of a child process: loads one side's module and calls its entry on delivered inputs.
 * For an entry that answers at once everything but loading is synchronous, so that nothing else
 * runs in between. Of our own files it imports only those that runner-files.ts prepares.
 */
import { Session } from "node:inspector";
import type { LoadRequest, Meter, Request, ThrownError } from "./protocol.ts";
import {
  type CallMeter,
  countLiveBytes,
  meterAllocations,
  meterEventLoop,
  meterOperations,
} from "./runner-meters.ts";
import { serveModules } from "./runner-modules.ts";
import { readFrame, receive, receiveMeanwhile, send, writeFrame } from "./runner-pipe.ts";
import { startServer } from "./runner-server.ts";
import { decode, encode, NotPlainData } from "./wire.ts";

type Entry = (...args: unknown[]) => unknown;

const sampleIntervalMicroseconds = 1000;
const longestText = 4000;
const mostExports = 100;

let entry: Entry | undefined;
let isAsync = false;
let isServer = false;
let operations = (): number => 0;
let inputs: unknown[][] = [];
let answers: unknown[] = [];
let profiler: Session | undefined;

for (let request = receive(); request !== undefined; request = await nextRequest()) {
  await answer(request);
}
// A server would keep the process alive.
process.exit();

async function nextRequest(): Promise<Request | undefined> {
  return isServer ? receiveMeanwhile() : receive();
}

async function answer(request: Request): Promise<void> {
  switch (request.kind) {
    case "load":
      return load(request);
    case "deliver":
      inputs = Array.from({ length: request.count }, () => decode(readFrame()) as unknown[]);
      return send({ kind: "delivered" });
    case "run":
      return run(request);
    case "collect":
      return collect(request.count, request.withInputs);
    case "count live bytes":
      inputs = [];
      answers = [];
      return send({ kind: "live bytes", bytes: countLiveBytes() });
    case "tell memory":
      return tellMemory();
    case "stop profile":
      return stopProfile();
  }
}

async function load(request: LoadRequest): Promise<void> {
  isAsync = request.entryKind !== "function";
  isServer = request.entryKind === "server";
  serveModules(request);
  if (request.profile) startProfile();
  try {
    if (request.resource !== undefined) operations = await loadResource(request.resource.url);
    const exports: Record<string, unknown> = await import(request.url);
    const exported = exports[request.entry];
    if (typeof exported !== "function") {
      return send({
        kind: "missing export",
        exports: Object.keys(exports).slice(0, mostExports).map(cut),
      });
    }
    if (isServer) {
      const { port, ask } = await startServer(exported as () => unknown);
      entry = ask as Entry;
      return send({ kind: "loaded", port });
    }
    entry = exported as Entry;
    send({ kind: "loaded" });
  } catch (error) {
    send({ kind: "threw", error: describe(error) });
  }
}

async function loadResource(url: string): Promise<() => number> {
  const exports: Record<string, unknown> = await import(url);
  if (typeof exports.operations !== "function") {
    throw new TypeError("resource/index.ts must export a function operations()");
  }
  return exports.operations as () => number;
}

async function run({ passes, meter: counts }: Request & { kind: "run" }): Promise<void> {
  if (entry === undefined) throw new Error("run before load");
  answers = new Array(inputs.length);
  // No await without a meter: nothing may run between the request, the calls and the reply.
  const meter = counts === undefined ? undefined : await startMeter(counts);
  const before = process.cpuUsage();
  try {
    if (isAsync) await runAwaitedCalls(entry, passes, meter);
    else runTimedCalls(entry, passes);
  } catch (error) {
    send({ kind: "threw", error: describe(error) });
    return;
  }
  const used = process.cpuUsage(before);
  const counted = meter === undefined ? undefined : await meter.stop();
  const cpuMs = (used.user + used.system) / 1000;
  send({ kind: "done", cpuMs, ...(counted === undefined ? {} : { counted }) });
}

function startMeter(counts: Meter): CallMeter | Promise<CallMeter> {
  switch (counts) {
    case "allocated bytes":
      return meterAllocations();
    case "event-loop delay":
      return meterEventLoop();
    case "operations":
      return meterOperations(operations);
  }
}

function runTimedCalls(timed: Entry, passes: number): void {
  for (let pass = 0; pass < passes; pass++) {
    for (let index = 0; index < inputs.length; index++) {
      answers[index] = timed(...(inputs[index] as unknown[]));
    }
  }
}

async function runAwaitedCalls(timed: Entry, passes: number, meter?: CallMeter): Promise<void> {
  for (let pass = 0; pass < passes; pass++) {
    for (let index = 0; index < inputs.length; index++) {
      answers[index] = await timed(...(inputs[index] as unknown[]));
      if (meter?.afterCall !== undefined) await meter.afterCall();
    }
  }
}

function collect(count: number, withInputs: boolean): void {
  const frames: Buffer[] = [];
  for (let index = 0; index < count; index++) {
    try {
      frames.push(encode(answers[index]));
    } catch (error) {
      const what = error instanceof NotPlainData ? error.message : describe(error).message;
      send({ kind: "not plain data", index, what: cut(what) });
      return;
    }
  }
  if (withInputs) frames.push(...inputs.slice(0, count).map(encodeInput));
  send({ kind: "answers" });
  frames.forEach(writeFrame);
}

/** An input that can no longer be encoded was changed: an empty frame is equal to no input. */
function encodeInput(input: unknown[]): Buffer {
  try {
    return encode(input);
  } catch {
    return Buffer.alloc(0);
  }
}

function tellMemory(): void {
  const peak = process.resourceUsage().maxRSS * 1024;
  send({ kind: "memory", now: process.memoryUsage.rss(), peak });
}

function startProfile(): void {
  profiler = new Session();
  profiler.connect();
  profiler.post("Profiler.enable");
  profiler.post("Profiler.setSamplingInterval", { interval: sampleIntervalMicroseconds });
  profiler.post("Profiler.start");
}

function stopProfile(): void {
  profiler?.post("Profiler.stop", (_error, result) => {
    send({ kind: "profile", profile: result.profile });
  });
}

function describe(error: unknown): ThrownError {
  if (!(error instanceof Error)) return { name: "", message: cut(error), stack: "" };
  return { name: cut(error.name), message: cut(error.message), stack: cut(error.stack) };
}

/** Enough of a text to know it by. */
function cut(text: unknown): string {
  return String(text).slice(0, longestText);
}
