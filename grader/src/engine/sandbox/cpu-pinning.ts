import { readFileSync } from "node:fs";
import { programOnPath } from "./on-path.ts";

/** The CPUs that this process may use; empty where processes can't be pinned. */
export function pinnableCpus(): readonly number[] {
  if (process.platform !== "linux" || programOnPath("taskset") === undefined) return [];
  const status = readFileSync("/proc/self/status", "utf8");
  return parseCpuList(/^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? "");
}

/** Reads the kernel's list format, such as `0-3,8`. */
export function parseCpuList(list: string): number[] {
  return list
    .split(",")
    .filter((range) => range !== "")
    .flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}

/** The command that runs `file` on one CPU; `file` itself where the platform can't pin. */
export function pinned(cpu: number | undefined, file: string, args: readonly string[]) {
  const pinner = programOnPath("taskset");
  if (cpu === undefined || pinner === undefined) return { file, args };
  return { file: pinner, args: ["-c", String(cpu), file, ...args] };
}
