import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import { type Isolation, infoDescriptor } from "./isolation.ts";

/** The process that runs a program: the child itself, or the one that bubblewrap starts for us. */
export class ChildPid {
  readonly #child: ChildProcess;
  #inside: number | undefined;

  constructor(child: ChildProcess, isolation: Isolation) {
    this.#child = child;
    const descriptors: readonly unknown[] = child.stdio;
    const info = descriptors[infoDescriptor] as Readable;
    info.on("error", () => {});
    let text = "";
    info.setEncoding("utf8").on("data", (chunk: string) => {
      // Only bubblewrap writes here: it closes its end before it runs the program.
      if (isolation !== "bubblewrap" || this.#inside !== undefined) return;
      text += chunk;
      const pid = /"child-pid":\s*(\d+)/.exec(text)?.[1];
      if (pid !== undefined) this.#inside = Number(pid);
    });
  }

  /**
   * Sends a signal to the program, if it still runs. SIGKILL ends with it all that it started: it is
   * the first of its namespace. Windows knows no stopping.
   */
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    if (process.platform === "win32" && signal !== "SIGKILL") return;
    const pid = this.#inside ?? this.#child.pid;
    if (pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null)
      return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }

  /** 0 when the program could not be started. */
  get value(): number {
    return this.#inside ?? this.#child.pid ?? 0;
  }
}
