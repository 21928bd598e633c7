import { writeFileSync } from "node:fs";
import { type Debugger, Session } from "node:inspector";
import { SourceMap } from "node:module";
import { workerData } from "node:worker_threads";
import { commonStack, type StackFrame } from "../src/engine/sandbox/common-stack.ts";
import type { WhereThread } from "./running-test.ts";

/**
 * The thread beside the tests of a process. When they are about to be ended it looks where they
 * are, because the process itself can no longer be asked, and writes that down.
 */
const { deadline, path } = workerData as WhereThread;

/** How long before the deadline it begins to look, and how often it looks. */
const beforeMs = 2000;
const everyMs = 100;
const enough = 10;

const waiting = setInterval(() => {
  if (Date.now() < (deadline[0] ?? 0) - beforeMs) return;
  clearInterval(waiting);
  look();
}, everyMs);

function look(): void {
  const scripts = new Map<string, Debugger.ScriptParsedEventDataType>();
  const stacks: StackFrame[][] = [];
  const session = new Session();
  session.connectToMainThread();
  session.on("Debugger.scriptParsed", ({ params }) => scripts.set(params.scriptId, params));
  session.on("Debugger.paused", ({ params }) => {
    const stack = params.callFrames.flatMap((frame) => ownFrame(frame, scripts));
    if (stack.length > 0) stacks.push(stack);
    // Between two steps of a promise there is only Node on the stack.
    session.post(stack.length > 0 ? "Debugger.resume" : "Debugger.stepInto");
    // Each time: the process is ended before long.
    writeDown(stacks);
  });
  session.post("Debugger.enable");
  const looking = setInterval(() => {
    if (stacks.length >= enough) clearInterval(looking);
    else session.post("Debugger.pause");
  }, everyMs);
}

function writeDown(stacks: readonly StackFrame[][]): void {
  writeFileSync(path, JSON.stringify(commonStack(stacks)));
}

/** In what somebody wrote here, as it stands in the source; nothing of Vitest and of Node. */
function ownFrame(
  { functionName, location }: Debugger.CallFrame,
  scripts: ReadonlyMap<string, Debugger.ScriptParsedEventDataType>,
): StackFrame[] {
  const { url = "", sourceMapURL } = scripts.get(location.scriptId) ?? {};
  if (!url.startsWith("file:") || url.includes("/node_modules/")) return [];
  const entry = sourceMapIn(sourceMapURL)?.findEntry(
    location.lineNumber,
    location.columnNumber ?? 0,
  );
  const line =
    entry !== undefined && "originalLine" in entry ? entry.originalLine : location.lineNumber;
  return [{ name: functionName, url, line: line + 1 }];
}

/** Vitest puts it into the script itself. */
function sourceMapIn(url = ""): SourceMap | undefined {
  const base64 = /^data:application\/json[^,]*;base64,(.*)$/.exec(url)?.[1];
  return base64 === undefined
    ? undefined
    : new SourceMap(JSON.parse(Buffer.from(base64, "base64").toString()));
}
