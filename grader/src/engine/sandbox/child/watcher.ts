/**
 * The thread that looks where the main one is: it halts that for a moment, again and again, and
 * writes the stack to standard error, because nobody can be asked for it later.
 */
import { writeSync } from "node:fs";
import { type Debugger, Session } from "node:inspector";
import { parentPort } from "node:worker_threads";
import { type Whereabouts, whereaboutsMark } from "../protocol.ts";

const standardError = 2;
const everyMs = 20;

/** Of a stack: its top, and what it came from. */
const mostFrames = 20;
const longestName = 200;
const longestUrl = 2000;

/** Of modules by the number that V8 gives to their scripts: frames of modules name no more. */
const urls = new Map<string, string>();

const session = new Session();
session.connectToMainThread();
session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => {
  if (url.startsWith("file:")) urls.set(scriptId, url.slice(0, longestUrl));
});
session.on("Debugger.paused", ({ params }) => {
  say({ frames: ownFrames(params.callFrames) });
  session.post("Debugger.resume");
});
session.post("Debugger.enable", () => parentPort?.postMessage("watching"));
// Keeps this thread alive, too: an answer that is due does not.
setInterval(() => session.post("Debugger.pause"), everyMs);

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

function say(whereabouts: Whereabouts): void {
  writeSync(standardError, `\n${whereaboutsMark}${JSON.stringify(whereabouts)}\n`);
}
