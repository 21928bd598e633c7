import { availableParallelism, cpus } from "node:os";

/** CPU time of this machine and of what belongs to the grading, in ms, up to a moment. */
export interface MachineUse {
  /** Of all programs, on all CPUs, in steps of 10 ms or so. */
  readonly allMs: number;
  /** Of the grader's own process. */
  readonly graderMs: number;
}

/** Reads what the machine has used so far. */
export function machineUse(): MachineUse {
  const { user, system } = process.cpuUsage();
  const busy = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return {
    allMs: busy.reduce((sum, ms) => sum + ms, 0),
    graderMs: (user + system) / 1000,
  };
}

/**
 * CPU time of other programs, in ms: what is left of all of it. Steps of the counters can make it
 * negative over a short time.
 *
 * @param ownMs of the processes that are graded
 */
export function othersBetween(before: MachineUse, after: MachineUse, ownMs: number): number {
  return after.allMs - before.allMs - (after.graderMs - before.graderMs) - ownMs;
}

/** CPU times over the same while, in ms. */
export interface Ran {
  readonly wallMs: number;
  /** Of the process, all of its threads together. */
  readonly cpuMs: number;
  /** Of its first thread. */
  readonly mainCpuMs: number;
  readonly othersMs: number;
}

/**
 * How much of a thread's waiting for a CPU is the doing of other programs. While it waited, either
 * they ran or threads of the process did, and what a version's own threads take from each other, or
 * from the grader, is not taken off its time.
 */
export interface OthersShare {
  /** Of what the version's first thread waited. */
  readonly version: number;
  /** Of what the grader's thread waited. */
  readonly grader: number;
}

/** Both shares, from 0 to 1. */
export function othersShare(ran: Ran, count = availableParallelism()): OthersShare {
  const left = Math.max(0, count * ran.wallMs - ran.cpuMs);
  const others = Math.min(Math.max(0, ran.othersMs), left);
  const beside = (ownMs: number) => (others === 0 ? 0 : others / (others + Math.max(0, ownMs)));
  return { version: beside(ran.cpuMs - ran.mainCpuMs), grader: beside(ran.cpuMs) };
}
