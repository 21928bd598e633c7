import { readdirSync, readFileSync } from "node:fs";

/**
 * CPU time that a process has used in all its threads, in ms, read from outside of it; undefined
 * where the platform has no such counter. Linux keeps nanoseconds per thread in schedstat
 * (Documentation/scheduler/sched-stats.rst in the kernel's source); the tick-based times of
 * /proc/<pid>/stat are too coarse.
 */
export function cpuMsOf(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    let nanoseconds = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number.parseInt(
        readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1"),
        10,
      );
    }
    return nanoseconds / 1e6;
  } catch {
    return undefined;
  }
}

/** Resident memory of a process in MB; undefined where it can't be read. */
export function residentMegabytesOf(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? undefined : (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
