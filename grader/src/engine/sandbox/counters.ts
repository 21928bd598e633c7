import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** CPU time of a process, and how long its threads were ready and had no CPU, both in ms. */
export interface CpuCounter {
  readonly cpuMs: number;
  readonly queuedMs: number;
}

/**
 * What a process has used of the CPUs in all its threads, read from outside of it; undefined
 * where the platform has no such counter. Linux keeps nanoseconds per thread in schedstat
 * (Documentation/scheduler/sched-stats.rst in the kernel's source); the tick-based times of
 * /proc/<pid>/stat are too coarse.
 */
export function cpuCounterOf(pid: number): CpuCounter | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    let running = 0;
    let queued = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const fields = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1").split(" ");
      running += Number(fields[0]);
      queued += Number(fields[1]);
    }
    return { cpuMs: running / 1e6, queuedMs: queued / 1e6 };
  } catch {
    return undefined;
  }
}

/** The CPU time alone, in ms. */
export function cpuMsOf(pid: number): number | undefined {
  return cpuCounterOf(pid)?.cpuMs;
}

/** Resident memory of a process in bytes, now and at most; undefined where it can't be read. */
export function memoryOf(pid: number): { now: number; peak: number } | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    const bytes = (field: string) =>
      Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, "m").exec(status)?.[1] ?? Number.NaN) * 1024;
    const [now, peak] = [bytes("VmRSS"), bytes("VmHWM")];
    return Number.isNaN(now) || Number.isNaN(peak) ? undefined : { now, peak };
  } catch {
    return undefined;
  }
}

/**
 * Lets the peak of a process begin anew at what it holds now, where the kernel can
 * (Documentation/filesystems/proc.rst, clear_refs).
 */
export function forgetPeakOf(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // The peak since the start is the next best thing.
  }
}
