import { pinned } from "../engine/sandbox/cpu-pinning.ts";
import { endProcessTree, startTool } from "../engine/sandbox/process-tree.ts";
import { createScratch, removeScratch } from "../engine/scratch.ts";
import type { Condition } from "./records.ts";

/**
 * Keeps CPUs busy while something runs: the one that is measured on, or another, or any.
 *
 * @param measured the CPU that forks are pinned to; undefined where they can't be pinned
 * @param other another CPU; undefined where there is none. What is undefined is not kept busy
 */
export async function underCondition<T>(
  condition: Condition,
  { measured, other }: { measured: number | undefined; other: number | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const pinnedTo = new Map([
    ["other core busy", other],
    ["same core busy", measured],
  ]).get(condition);
  const commands =
    pinnedTo === undefined ? unpinned(loopsIn(condition)) : [pinned(pinnedTo, ...loop)];
  const temporary = createScratch();
  const hogs = commands.map(({ file, args }) => startTool(file, args, temporary));
  try {
    return await work();
  } finally {
    hogs.forEach(endProcessTree);
    removeScratch(temporary);
  }
}

/** What keeps a CPU busy. */
const loop = [process.execPath, ["-e", "for (;;);"]] as const;

const unpinned = (count: number) =>
  Array.from({ length: count }, () => ({ file: loop[0], args: loop[1] }));

/** "4 loops" are 4. */
const loopsIn = (condition: Condition) => Number(/^(\d+) loop/.exec(condition)?.[1] ?? 0);
