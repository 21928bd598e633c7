import { pinned } from "../sandbox/cpu-pinning.ts";
import { endProcessTree, startTool } from "../sandbox/process-tree.ts";
import { createScratch, removeScratch } from "../scratch.ts";
import type { Condition } from "./records.ts";

/**
 * Keeps a CPU busy while something runs: the one that is measured on, or another.
 *
 * @param measured the CPU that forks are pinned to
 * @param other another CPU; undefined where there is none, and then nothing is kept busy on it
 */
export async function underCondition<T>(
  condition: Condition,
  { measured, other }: { measured: number | undefined; other: number | undefined },
  work: () => Promise<T>,
): Promise<T> {
  if (condition === "quiet") return work();
  const cpu = condition === "same core busy" ? measured : other;
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
