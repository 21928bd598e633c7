/**
 * Says why the process ends when nobody has asked it to. On standard error, because there may be no
 * request to answer: a message on the grader's pipe would be one that nobody asked for.
 */
import { writeSync } from "node:fs";
import { type LastWords, lastWordsMark } from "../protocol.ts";
import { cut, describeThrown } from "./describe-thrown.ts";

const standardError = 2;

/** Node's exit code when nothing is left to do and the main module still awaits something. */
const neverSettled = 13;

const { stringify } = JSON;
const { exit } = process;

let hasSpoken = false;

/**
 * Watches for the end of the process. Called before the version under test is loaded.
 *
 * @param awaited what does not settle if the event loop runs dry
 */
export function speakBeforeTheEnd(
  awaited: () => (LastWords & { kind: "never settled" })["what"],
): void {
  const end = (by: "throw" | "rejection", thrown: unknown) => {
    say({ kind: "uncaught", by, error: describeThrown(thrown) });
    // The version under test is never called again, as without us.
    exit(1);
  };
  process.setUncaughtExceptionCaptureCallback((thrown) => end("throw", thrown));
  process.on("unhandledRejection", (reason) => end("rejection", reason));
  process.once("exit", (code) => {
    if (code === neverSettled) say({ kind: "never settled", what: awaited() });
    else say({ kind: "exit called", stack: cut(new Error().stack) });
  });
}

function say(words: LastWords): void {
  if (hasSpoken) return;
  hasSpoken = true;
  try {
    writeSync(standardError, `\n${lastWordsMark}${stringify(words)}\n`);
  } catch {
    // Then its exit code has to do.
  }
}
