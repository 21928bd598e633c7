import { pinned } from "../engine/sandbox/cpu-pinning.ts";
import { endProcessTree, startTool } from "../engine/sandbox/process-tree.ts";
import { createScratch, removeScratch } from "../engine/scratch.ts";
import type { Condition } from "./records.ts";

/**
 * Keeps a CPU busy while something runs: the one that is measured on, or another.
 *
 * @param measured the CPU that forks are pinned to; undefined where they can't be pinned
 * @param other another CPU; undefined where there is none. What is undefined is not kept busy
 */
export async function underCondition<T>(
  condition: Condition,
  { measured, other }: { measured: number | undefined; other: number | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const cpu = { quiet: undefined, "other core busy": other, "same core busy": measured }[condition];
  if (cpu === undefined) return work();
  const temporary = createScratch();
  const { file, args } = pinned(cpu, process.execPath, ["-e", "for (;;);"]);
  const hog = startTool(file, args, temporary);
  try {
    return await work();
  } finally {
    endProcessTree(hog);
    removeScratch(temporary);
  }
}
