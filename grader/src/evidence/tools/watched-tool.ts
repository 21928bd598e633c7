import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { walk } from "../../engine/folders/walk.ts";
import { endProcessTree } from "../../engine/sandbox/process-tree.ts";

/** What a tool may take. */
export interface ToolLimits {
  readonly seconds: number;
  /** Of data in its folder, in units of 1,000,000 bytes. */
  readonly megabytes: number;
}

/** How a tool ended. */
export type ToolEnd =
  | { readonly how: "done" }
  /** By itself, with an exit code or by a signal. `errors`: what it wrote to standard error. */
  | { readonly how: "failed"; readonly errors: string }
  | { readonly how: "took too long"; readonly seconds: number }
  | { readonly how: "wrote too much"; readonly megabytes: number }
  /** Because the one who started it had seen enough. */
  | { readonly how: "called off" };

const lookEveryMs = 100;
const keptErrors = 4000;

/**
 * Waits for a tool that was started with `startTool`, and ends it with all that it started when it
 * goes beyond its limits.
 *
 * @param folder where its data goes
 * @param isFutile asked again and again; true calls the tool off
 */
export async function watchTool(
  child: ChildProcess,
  folder: string,
  limits: ToolLimits,
  isFutile: () => boolean = () => false,
): Promise<ToolEnd> {
  const errors = firstErrors(child);
  const started = performance.now();
  let cause: ToolEnd | undefined;
  const timer = setInterval(() => {
    if (cause !== undefined) return;
    cause = isFutile()
      ? { how: "called off" }
      : limitReached(limits, performance.now() - started, folder);
    if (cause !== undefined) endProcessTree(child);
  }, lookEveryMs);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (cause !== undefined) return cause;
    return code === 0 ? { how: "done" } : { how: "failed", errors: errors() };
  } finally {
    clearInterval(timer);
    // What it started may outlive it.
    endProcessTree(child);
  }
}

function limitReached(limits: ToolLimits, ms: number, folder: string): ToolEnd | undefined {
  if (ms > limits.seconds * 1000) return { how: "took too long", seconds: limits.seconds };
  if (bytesBelow(folder) > limits.megabytes * 1e6) {
    return { how: "wrote too much", megabytes: limits.megabytes };
  }
  return undefined;
}

function firstErrors(child: ChildProcess): () => string {
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(0, keptErrors);
  });
  return () => errors.trim();
}

function bytesBelow(folder: string): number {
  try {
    return walk(folder).reduce((sum, { path }) => sum + lstatSync(join(folder, path)).size, 0);
  } catch {
    // Files come and go meanwhile; the next look will do.
    return 0;
  }
}
