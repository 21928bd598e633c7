import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** CPU time of a process, and how long its threads were ready and had no CPU, all in ms. */
export interface CpuCounter {
  readonly cpuMs: number;
  readonly queuedMs: number;
  /** Of the first thread alone: the one that runs JavaScript. */
  readonly main: { readonly cpuMs: number; readonly queuedMs: number };
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
    let cpuMs = 0;
    let queuedMs = 0;
    let main = { cpuMs: 0, queuedMs: 0 };
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const counted = schedstat(`/proc/${pid}/task/${thread}/schedstat`);
      cpuMs += counted.cpuMs;
      queuedMs += counted.queuedMs;
      if (thread === String(pid)) main = counted;
    }
    return { cpuMs, queuedMs, main };
  } catch {
    return undefined;
  }
}

/** How long the first thread of a process was ready and had no CPU, in ms; 0 where nobody tells. */
export const mainQueuedMsOf = (pid: number): number =>
  queuedMsIn(`/proc/${pid}/task/${pid}/schedstat`);

/** The same of the thread that asks. */
export const ownQueuedMs = (): number => queuedMsIn("/proc/thread-self/schedstat");

function queuedMsIn(path: string): number {
  if (process.platform !== "linux") return 0;
  try {
    return schedstat(path).queuedMs;
  } catch {
    return 0;
  }
}

function schedstat(path: string): { cpuMs: number; queuedMs: number } {
  const [running, queued] = readFileSync(path, "latin1").split(" ");
  return { cpuMs: Number(running) / 1e6, queuedMs: Number(queued) / 1e6 };
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

/** Memory that is the process's own, and no file's, in bytes; undefined where it can't be read. */
export function anonymousMemoryOf(pid: number): number | undefined {
  const status = textOf(`/proc/${pid}/status`);
  if (status === undefined) return undefined;
  const kilobytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, "m").exec(status)?.[1] ?? 0);
  return (kilobytes("RssAnon") + kilobytes("VmSwap")) * 1024;
}

/** Addresses that are reserved behind memory in use: WebAssembly takes gigabytes of them. */
const leastReserved = 2 ** 30;

/**
 * Resident memory, in bytes, with a large reservation behind it, as V8 maps the memory of
 * WebAssembly, of which it counts nothing; 0 where that can't be read.
 */
export function reservedMemoryOf(pid: number): number {
  const mappings = mappingsIn(textOf(`/proc/${pid}/maps`) ?? "");
  const isReserved = ({ access, from, to }: Mapping) =>
    access.startsWith("---") && to - from >= leastReserved;
  if (!mappings.some(isReserved)) return 0;
  const detailed = mappingsIn(textOf(`/proc/${pid}/smaps`) ?? "");
  const before = detailed.filter(({ access, to }, index) => {
    const next = detailed[index + 1];
    return access.startsWith("rw") && next?.from === to && isReserved(next);
  });
  return before.reduce((sum, { residentBytes }) => sum + residentBytes, 0);
}

interface Mapping {
  readonly from: number;
  readonly to: number;
  readonly access: string;
  residentBytes: number;
}

/** Reads maps or smaps; only the latter says what is resident. */
function mappingsIn(text: string): Mapping[] {
  const mappings: Mapping[] = [];
  for (const line of text.split("\n")) {
    const [, from, to, access] = /^([\da-f]+)-([\da-f]+) (\S{4}) /.exec(line) ?? [];
    if (from !== undefined && to !== undefined && access !== undefined) {
      const range = { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
      mappings.push({ ...range, access, residentBytes: 0 });
    }
    const resident = /^Rss:\s*(\d+) kB$/.exec(line)?.[1];
    const last = mappings.at(-1);
    if (resident !== undefined && last !== undefined) last.residentBytes = Number(resident) * 1024;
  }
  return mappings;
}

function textOf(path: string): string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return readFileSync(path, "latin1");
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
