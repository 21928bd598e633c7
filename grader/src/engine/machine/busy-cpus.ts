import { type CpuInfo, cpus } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Metric } from "../metrics/index.ts";

/** How many CPUs other programs keep busy, of how many. */
export interface BusyCpus {
  readonly busy: number;
  readonly all: number;
}

/** Long enough for the system's counters, which move in steps of 10 ms or more. */
const lookMs = 250;

/** Looks for a moment at what the CPUs do while this process does nothing. */
export async function lookAtCpus(): Promise<BusyCpus> {
  const before = cpus();
  await delay(lookMs);
  return busyBetween(before, cpus());
}

/** What the CPUs did between two looks: a CPU is busy as long as it is not idle. */
export function busyBetween(before: readonly CpuInfo[], after: readonly CpuInfo[]): BusyCpus {
  const shares = after.map(({ times }, cpu) => {
    const earlier = before[cpu]?.times ?? times;
    const all = total(times) - total(earlier);
    return all > 0 ? 1 - (times.idle - earlier.idle) / all : 0;
  });
  return { busy: shares.reduce((sum, share) => sum + share, 0), all: after.length };
}

function total({ user, nice, sys, idle, irq }: CpuInfo["times"]): number {
  return user + nice + sys + idle + irq;
}

/** What of the CPUs a version and the grader, which asks it, leave each other without waiting. */
const wanted = 1.5;

/**
 * Whether others leave too few CPUs for a verdict by a clock: waiting for a CPU is not CPU time, but
 * it is wall time.
 */
export function isTooBusyFor(clock: Metric["clock"], { busy, all }: BusyCpus): boolean {
  return clock === "wall" && all - busy < Math.min(wanted, 0.75 * all);
}
