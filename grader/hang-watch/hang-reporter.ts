import { rmSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { InlineConfig, Reporter } from "vitest/node";
import type { StackFrame } from "../src/engine/sandbox/common-stack.ts";
import { forget, openNotes, overdueIn, placeOf, type RunningTest } from "./running-test.ts";

const everyMs = 500;

/**
 * Ends a test that keeps its process busy past its deadline, and names it. Vitest can't: its own
 * deadline is a timer of the same process. It goes on with the other files, and fails.
 */
class HangReporter implements Reporter {
  #folder = "";
  hasEndedOne = false;

  onInit(): void {
    this.#folder = openNotes();
    setInterval(() => this.#look(), everyMs).unref();
    process.once("exit", () => rmSync(this.#folder, { recursive: true, force: true }));
  }

  #look(): void {
    for (const hung of overdueIn(this.#folder, Date.now())) {
      console.error(describeHang(hung, placeOf(this.#folder, hung.pid)));
      this.hasEndedOne = true;
      process.exitCode = 1;
      forget(this.#folder, hung.pid);
      endProcess(hung.pid);
    }
  }
}

/**
 * Says which test never came to an end, where it was, and what was done about it.
 *
 * @param stack innermost function first; empty where that is not known
 */
export function describeHang({ file, test }: RunningTest, stack: readonly StackFrame[]): string {
  const what = test === undefined ? "outside of its tests" : `in the test "${test}"`;
  const unnamed = test === undefined ? "top level" : "unnamed function";
  const places = stack
    .slice(0, mostPlaces)
    .map(
      ({ name, url, line }) =>
        `\n       at ${name || unnamed} (${shown(fileURLToPath(url))}:${line})`,
    );
  return `\nHANGS  ${shown(file)} came to no end ${what}.${places.join("")}\n       Its process was ended; the other files go on.\n`;
}

const mostPlaces = 5;

const shown = (path: string) => relative(process.cwd(), path);

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

/** Where the notes are written: a set-up file for every Vitest project. */
export const noteRunningTests = resolve(import.meta.dirname, "note-running-tests.ts");

/** Watches over all tests of a configuration; where nobody watches them pass, only failures are told. */
export function watchingForHangs(): InlineConfig {
  const watch = new HangReporter();
  return {
    reporters: [process.stdout.isTTY ? "default" : "minimal", watch],
    // That the process is gone was our doing, and is said already.
    onUnhandledError: ({ message }) =>
      !(watch.hasEndedOne && message.includes("Worker forks emitted error")),
  };
}
