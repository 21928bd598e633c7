/**
 * The entry of a child process: loads one side's module and calls its entry on delivered inputs.
 * Everything but loading is synchronous, so that nothing else runs in between. Of our own files it
 * imports only those that runner-files.ts prepares.
 */
import { readSync, writeSync } from "node:fs";
import { Session } from "node:inspector";
import { registerHooks } from "node:module";
import {
  type LoadRequest,
  type Reply,
  type Request,
  replyDescriptor,
  requestDescriptor,
  type ThrownError,
} from "./protocol.ts";
import { decode, encode, NotPlainData } from "./wire.ts";

type Entry = (...args: unknown[]) => unknown;

const sampleIntervalMicroseconds = 1000;
const longestText = 4000;
const mostExports = 100;

let entry: Entry | undefined;
let inputs: unknown[][] = [];
let answers: unknown[] = [];
let profiler: Session | undefined;

for (let request = receive(); request !== undefined; request = receive()) {
  await answer(request);
}

async function answer(request: Request): Promise<void> {
  switch (request.kind) {
    case "load":
      return load(request);
    case "deliver":
      inputs = Array.from({ length: request.count }, () => decode(readFrame()) as unknown[]);
      return send({ kind: "delivered" });
    case "run":
      return run(request.passes);
    case "collect":
      return collect(request.count, request.withInputs);
    case "stop profile":
      return stopProfile();
  }
}

async function load(request: LoadRequest): Promise<void> {
  serveModules(request);
  if (request.profile) startProfile();
  try {
    const exports: Record<string, unknown> = await import(request.url);
    const candidate = exports[request.entry];
    if (typeof candidate !== "function") {
      return send({
        kind: "missing export",
        exports: Object.keys(exports).slice(0, mostExports).map(cut),
      });
    }
    entry = candidate as Entry;
    send({ kind: "loaded" });
  } catch (error) {
    send({ kind: "threw", error: describe(error) });
  }
}

/**
 * Serves imports from what was delivered, types already stripped, which saves each process the
 * start of Node's own stripper; and serves nothing else but the modules that are allowed.
 */
function serveModules({ sources, modules }: LoadRequest): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (modules.includes(specifier) || modules.includes(`node:${specifier}`)) {
        return next(specifier, context);
      }
      const url = URL.parse(specifier, context.parentURL)?.href ?? specifier;
      if (Object.hasOwn(sources, url)) return { url, format: "module", shortCircuit: true };
      throw new Error(whyNotServed(specifier, url, sources));
    },
    load(url, context, next) {
      const source = sources[url];
      if (source === undefined) return next(url, context);
      return { format: "module", source, shortCircuit: true };
    },
  });
}

function whyNotServed(specifier: string, url: string, sources: LoadRequest["sources"]): string {
  if (Object.hasOwn(sources, `${url}.ts`)) return `write the ending too: "${specifier}.ts"`;
  return /^\.{0,2}\//.test(specifier)
    ? `there is no ${specifier} in the submission`
    : `this exercise does not allow ${specifier}`;
}

function run(passes: number): void {
  if (entry === undefined) throw new Error("run before load");
  answers = new Array(inputs.length);
  const before = process.cpuUsage();
  try {
    runTimedCalls(entry, passes);
  } catch (error) {
    send({ kind: "threw", error: describe(error) });
    return;
  }
  const used = process.cpuUsage(before);
  send({ kind: "done", cpuMs: (used.user + used.system) / 1000 });
}

function runTimedCalls(timed: Entry, passes: number): void {
  for (let pass = 0; pass < passes; pass++) {
    for (let index = 0; index < inputs.length; index++) {
      answers[index] = timed(...(inputs[index] as unknown[]));
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

function receive(): Request | undefined {
  const body = readFrameOrEnd();
  return body && (JSON.parse(body.toString("utf8")) as Request);
}

function send(reply: Reply): void {
  writeFrame(Buffer.from(JSON.stringify(reply)));
}

function readFrame(): Buffer {
  const frame = readFrameOrEnd();
  if (frame === undefined) throw new Error("the grader ended in the middle of a request");
  return frame;
}

function readFrameOrEnd(): Buffer | undefined {
  const length = readExactly(4);
  return length && readExactly(length.readUInt32LE(0));
}

/** Undefined when the grader has closed its end. */
function readExactly(length: number): Buffer | undefined {
  const buffer = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length; ) {
    const count = readSync(requestDescriptor, buffer, filled, length - filled, null);
    if (count === 0) return undefined;
    filled += count;
  }
  return buffer;
}

function writeFrame(body: Buffer): void {
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(body.length);
  writeExactly(length);
  writeExactly(body);
}

function writeExactly(buffer: Buffer): void {
  for (let written = 0; written < buffer.length; ) {
    written += writeSync(replyDescriptor, buffer, written);
  }
}
