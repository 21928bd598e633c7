import type { ChildProcess, spawn } from "node:child_process";
import { Readable } from "node:stream";
import { loadLibrary } from "../load-library.ts";

/**
 * Keeps 0x from the messages of Node's log processor, such as "Could not find SFI". 0x 5 and 6 close
 * the pipe at the first one (lib/v8-log-to-ticks.js), and whoever writes the second one into a
 * closed pipe ends with an error, which 0x then takes for a broken log. To be called before 0x is
 * loaded.
 */
export function heedNoMessages(): void {
  const library = loadLibrary<{ spawn: typeof spawn }>("node:child_process");
  const start = library.spawn as (...args: unknown[]) => ChildProcess;
  const startUnheeded = (...args: unknown[]) => {
    const child = start(...args);
    return isLogProcessor(args) ? withoutMessages(child) : child;
  };
  library.spawn = startUnheeded as typeof spawn;
}

function isLogProcessor([, args]: readonly unknown[]): boolean {
  return Array.isArray(args) && args.includes("--prof-process");
}

function withoutMessages(child: ChildProcess): ChildProcess {
  child.stderr?.resume();
  child.stderr = Readable.from([]);
  return child;
}
