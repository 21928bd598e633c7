/**
 * The thread that looks where the main one is: it halts that for a moment, again and again or
 * wherever something is thrown, and writes the stack to standard error, because nobody can be asked
 * for it later.
 */
import { writeSync } from "node:fs";
import { type Debugger, type Runtime, Session } from "node:inspector";
import { parentPort, workerData } from "node:worker_threads";
import { type Whereabouts, whereaboutsMark } from "../protocol.ts";
import { printed } from "./describe-thrown.ts";

const standardError = 2;
const everyMs = 20;

/** Of a stack: its top, and what it came from. */
const mostFrames = 20;
const longestName = 200;
const longestUrl = 2000;

/** Of modules by the number that V8 gives to their scripts: frames of modules name no more. */
const urls = new Map<string, string>();

/** Otherwise it is looked all the time. */
const watchesThrows = workerData === "throws";

const session = new Session();
session.connectToMainThread();
session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => {
  if (url.startsWith("file:")) urls.set(scriptId, url.slice(0, longestUrl));
});
/** It can't be halted while it waits: then it runs nothing. */
let hasRun = true;
session.on("Debugger.paused", ({ params: { data, callFrames } }) => {
  hasRun = true;
  say({ frames: ownFrames(callFrames), ...(watchesThrows && { thrown: printedThrown(data) }) });
  session.post("Debugger.resume");
});
session.post("Debugger.enable");
session.post("Debugger.setPauseOnExceptions", { state: watchesThrows ? "all" : "none" }, () =>
  parentPort?.postMessage("watching"),
);
// Keeps this thread alive, too: an answer that is due does not.
setInterval(() => watchesThrows || look(), everyMs);

function look(): void {
  if (!hasRun) say({ frames: [] });
  hasRun = false;
  session.post("Debugger.pause");
}

/** Of modules that were loaded from files, innermost first. */
function ownFrames(frames: readonly Debugger.CallFrame[]): Whereabouts["frames"] {
  const own = frames.flatMap(({ functionName, location: { scriptId, lineNumber } }) => {
    const url = urls.get(scriptId);
    if (url === undefined) return [];
    return [{ name: functionName.slice(0, longestName), url, line: lineNumber + 1 }];
  });
  const half = mostFrames / 2;
  return own.length <= mostFrames ? own : [...own.slice(0, half), ...own.slice(-half)];
}

/** As the runner describes it; an object can't be looked at from here. */
function printedThrown(data: object | undefined): string {
  const { type, subtype, value, description = "" } = data as Runtime.RemoteObject;
  if (subtype === "null") return "null";
  if (type === "object" || type === "function") return "";
  return type === "string" || type === "boolean" ? printed(value) : description || printed(value);
}

function say(whereabouts: Whereabouts): void {
  writeSync(standardError, `\n${whereaboutsMark}${JSON.stringify(whereabouts)}\n`);
}
