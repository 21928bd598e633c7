/**
 * The entry of a child process: loads one side's module and calls its entry on delivered inputs.
 * For an entry that answers at once everything but loading is synchronous: neither timers nor the
 * continuations of promises ever run, so that work that was put off is never done. Of our own files
 * it imports only those that runner-files.ts prepares.
 */
import {
  type BytesInUse,
  type LoadRequest,
  longestFrame,
  type Meter,
  passwordBytes,
  type Reply,
  type Request,
  type ServedResource,
} from "../protocol.ts";
import { decode, encode, NotPlainData } from "../wire.ts";
import { countBuffers } from "./buffers.ts";
import { cut, describeThrown } from "./describe-thrown.ts";
import { removeGlobals } from "./globals.ts";
import { changedBuiltIn, keepBuiltIns } from "./guard.ts";
import { speakBeforeTheEnd } from "./last-words.ts";
import {
  type CallMeter,
  liveBytesFromHere,
  meterAllocations,
  meterEventLoop,
  meterOperations,
  type SyncMeter,
} from "./meters.ts";
import { serveModules } from "./modules.ts";
import {
  jsonOf,
  readFrame,
  receive,
  receiveMeanwhile,
  send,
  sendText,
  writeFrame,
} from "./pipe.ts";
import type { Recorder } from "./recorder.ts";
import { startRecorder } from "./recorders.ts";
import { beginNextEdition, openService } from "./service-client.ts";

type Entry = (...args: unknown[]) => unknown;

const mostExports = 100;
const mostLeftovers = 1000;

// Taken before the version under test is loaded: it may put others in their place.
const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const generators = [function* () {}, async function* () {}].map((one) => getPrototypeOf(one));
const { cpuUsage, resourceUsage, memoryUsage, getActiveResourcesInfo, exit } = process;

let entry: Entry | undefined;
let operations = (): number => 0;
let liveBytes: () => BytesInUse;
/** Lets the resource begin an edition; a promise where the entry is awaited. */
let beginEdition: (edition: number) => unknown = () => {};
let inputs: unknown[][] = [];
/** The edition that begins with each input; null where the one before goes on. */
let editions: readonly (number | null)[] = [];
let answers: unknown[] = [];
/** Of an entry that is awaited: its answers as they were when they came, in the clock. */
let encodedAnswers: (Buffer | NotPlainData)[] = [];
let recorder: Recorder | undefined;
/** What is awaited, besides requests. */
let awaited: "module" | "entry" = "module";

speakBeforeTheEnd(() => awaited);
const first = receive();
if (first?.kind === "load") {
  const reply = await load(first);
  // From here to the first request without a break: in one, a promise's continuation would read it.
  if (!refusesChangedBuiltIns()) send(reply);
  if (first.entryKind === "function") serveAtOnce();
  else if (first.entryKind === "async function") await serveAwaiting();
  else await serveMeanwhile();
}
// A server, or a timer, would keep the process alive.
exit();

/** Never gives control back to the event loop. */
function serveAtOnce(): void {
  for (let request = receive(); request !== undefined; request = receive()) {
    if (request.kind === "run") runAtOnce(request);
    else answer(request);
  }
}

/**
 * Turns the event loop while a run is timed and at no other time: from the end of a run to the next
 * request nothing is awaited, or continuations that were put off would run there.
 */
async function serveAwaiting(): Promise<void> {
  for (let request = receive(); request !== undefined; request = receive()) {
    if (request.kind === "run") (await runAwaiting(request))();
    else answer(request);
  }
}

/** A server goes on while no request is read: others than the runner may ask it things. */
async function serveMeanwhile(): Promise<void> {
  for (;;) {
    const request = await receiveMeanwhile();
    if (request === undefined) return;
    if (request.kind === "run") (await runAwaiting(request))();
    else answer(request);
  }
}

function answer(request: Request): void {
  // Before anything else: what answers a request relies on them.
  if (refusesChangedBuiltIns()) return;
  switch (request.kind) {
    case "deliver":
      deliver(request);
      break;
    case "collect":
      collect(request.positions, request.withInputs);
      break;
    case "count live bytes":
      inputs = [];
      answers = [];
      encodedAnswers = [];
      send({ kind: "live bytes", ...liveBytes() });
      break;
    case "tell memory":
      send({ kind: "memory", now: memoryUsage.rss(), peak: resourceUsage().maxRSS * 1024 });
      break;
    case "tell leftovers":
      send({ kind: "leftovers", resources: leftovers() });
      break;
    case "record":
      if (request.on) recorder?.resume();
      else recorder?.pause();
      send({ kind: "recording" });
      break;
    case "finish recording":
      send({ kind: "recorded", recording: recorder?.finish() ?? {} });
      break;
    default:
      throw new Error(`${request.kind} is out of place`);
  }
}

/** Our own pipes are there from the start. */
function leftovers(): string[] {
  const resources = getActiveResourcesInfo().filter((name) => name !== "PipeWrap");
  return resources.slice(0, mostLeftovers);
}

async function load(request: LoadRequest): Promise<Reply> {
  countBuffers();
  keepBuiltIns();
  liveBytes = liveBytesFromHere();
  if (request.recording !== undefined) {
    recorder = await startRecorder(request.recording, request.entryKind);
  }
  // What our own modules import, no version may; only where it is needed, as every start takes longer.
  const server = request.entryKind === "server" ? await import("./server.ts") : undefined;
  if (request.resource?.hasService) await openService(request.entryKind === "function");
  serveModules(request);
  try {
    if (request.resource !== undefined) await loadResource(request.resource);
    removeGlobals(request.entryKind !== "function");
    send({ kind: "ready" });
    const exports: Record<string, unknown> = await import(request.url);
    awaited = "entry";
    const exported = exports[request.entry];
    const instead = whatElseThanFunction(exported);
    if (instead !== undefined) {
      const names = Object.keys(exports).slice(0, mostExports).map(cut);
      const isThere = Object.hasOwn(exports, request.entry);
      return { kind: "missing export", exports: names, ...(isThere && { instead }) };
    }
    if (server !== undefined) {
      entry = (await server.startServer(
        exported as () => unknown,
        request.socketPath ?? "",
      )) as Entry;
      return { kind: "loaded" };
    }
    entry = exported as Entry;
    return { kind: "loaded" };
  } catch (error) {
    return { kind: "threw", error: describeThrown(error) };
  }
}

/** What an export is that can't be called for an answer; undefined if it can. */
function whatElseThanFunction(exported: unknown): string | undefined {
  if (exported === undefined || exported === null) return String(exported);
  if (typeof exported === "object") return "an object";
  if (typeof exported !== "function") return `a ${typeof exported}`;
  // Of what can be called, only a class has a prototype that can't be replaced.
  if (getOwnPropertyDescriptor(exported, "prototype")?.writable === false) return "a class";
  return generators.includes(getPrototypeOf(exported)) ? "a generator function" : undefined;
}

async function loadResource(resource: ServedResource): Promise<void> {
  const exports: Record<string, unknown> = await import(resource.url);
  if (typeof exports.operations !== "function") {
    throw new TypeError("resource/index.ts must export a function operations()");
  }
  operations = exports.operations as () => number;
  if (resource.hasService) beginEdition = beginNextEdition;
  else if (typeof exports.change === "function") beginEdition = exports.change as () => unknown;
}

/** Inputs are made from built-ins, and answers read by them: neither is done with changed ones. */
function refusesChangedBuiltIns(): boolean {
  const what = changedBuiltIn();
  if (what === undefined) return false;
  sendText(`{"kind":"changed built-ins","what":${jsonOf(what)}}`);
  return true;
}

function deliver({ count, editions: begun }: Request & { kind: "deliver" }): void {
  const frames: Buffer[] = [];
  for (let index = 0; index < count; index++) frames[index] = readFrame();
  inputs = frames.map((frame) => decode(frame) as unknown[]);
  // Filled, so that storing an answer never looks at a prototype.
  answers = frames.map(() => undefined);
  editions = begun ?? [];
  // A service has begun its first by itself.
  if (beginEdition !== beginNextEdition && typeof editions[0] === "number")
    beginEdition(editions[0]);
  send({ kind: "delivered" });
}

function runAtOnce({ passes, meter: counts }: Request & { kind: "run" }): void {
  if (entry === undefined) throw new Error("run before load");
  const meter = counts === undefined ? undefined : startSyncMeter(counts);
  const before = cpuUsage();
  try {
    runTimedCalls(entry, passes);
  } catch (error) {
    send({ kind: "threw", error: describeThrown(error) });
    return;
  }
  sayDone(before, meter?.stop());
}

/** @returns what is left to do once nothing is awaited any more: to send the reply */
async function runAwaiting(request: Request & { kind: "run" }): Promise<() => void> {
  const { passes, meter: counts } = request;
  if (entry === undefined) throw new Error("run before load");
  const meter = counts === undefined ? undefined : await startMeter(counts);
  const before = cpuUsage();
  try {
    await runAwaitedCalls(entry, passes, meter);
  } catch (error) {
    return () => send({ kind: "threw", error: describeThrown(error) });
  }
  const counted = await meter?.stop();
  return () => sayDone(before, counted);
}

function sayDone(before: NodeJS.CpuUsage, counted: number | undefined): void {
  const used = cpuUsage(before);
  const cpuMs = (used.user + used.system) / 1000;
  // Only what is counted is taken from this reply: a changed built-in could rewrite it.
  if (counted !== undefined && refusesChangedBuiltIns()) return;
  const end = counted === undefined ? "}" : `,"counted":${jsonOf(counted)}}`;
  sendText(`{"kind":"done","cpuMs":${jsonOf(cpuMs)}${end}`);
}

function startSyncMeter(counts: Meter): SyncMeter {
  if (counts === "event-loop delay") throw new Error("nothing turns the event loop here");
  return counts === "operations" ? meterOperations(operations) : meterAllocations();
}

function startMeter(counts: Meter): CallMeter | Promise<CallMeter> {
  return counts === "event-loop delay" ? meterEventLoop() : startSyncMeter(counts);
}

function runTimedCalls(timed: Entry, passes: number): void {
  for (let pass = 0; pass < passes; pass++) {
    for (let index = 0; index < inputs.length; index++) {
      if (beginsLater(pass, index)) beginEdition(editions[index] as number);
      answers[index] = apply(timed, undefined, inputs[index] as unknown[]);
    }
  }
}

/** Whether an edition begins with a call of a run; its first was there when it was delivered. */
function beginsLater(pass: number, index: number): boolean {
  return pass + index > 0 && typeof editions[index] === "number";
}

/** Answers are encoded in the clock: an object that is completed later has nothing of it. */
async function runAwaitedCalls(timed: Entry, passes: number, meter?: CallMeter): Promise<void> {
  for (let pass = 0; pass < passes; pass++) {
    encodedAnswers = [];
    for (let index = 0; index < inputs.length; index++) {
      if (beginsLater(pass, index)) await beginEdition(editions[index] as number);
      const answer = await apply(timed, undefined, inputs[index] as unknown[]);
      encodedAnswers[index] = encodeAnswer(answer);
      if (meter?.afterCall !== undefined) await meter.afterCall();
    }
  }
}

function encodeAnswer(answer: unknown): Buffer | NotPlainData {
  try {
    const bytes = encode(answer);
    if (bytes.length <= longestFrame - passwordBytes) return bytes;
    return new NotPlainData("the value", `larger than ${longestFrame / 2 ** 20} MiB`);
  } catch (error) {
    if (error instanceof NotPlainData) return error;
    return new NotPlainData(
      "the value",
      `something that can't be read (${describeThrown(error).message})`,
    );
  }
}

function collect(positions: readonly number[], withInputs: boolean): void {
  const frames: Buffer[] = [];
  for (const position of positions) {
    const encoded = encodedAnswers[position] ?? encodeAnswer(answers[position]);
    if (encoded instanceof NotPlainData) {
      send({ kind: "not plain data", index: frames.length, what: cut(encoded.message) });
      return;
    }
    frames.push(encoded);
  }
  if (withInputs) {
    for (const position of positions) frames.push(encodeInput(inputs[position] as unknown[]));
  }
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
