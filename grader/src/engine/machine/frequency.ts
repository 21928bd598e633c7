import { join } from "node:path";
import { listKernelFolder, readKernelFile } from "./kernel-files.ts";

const cpuFolder = "/sys/devices/system/cpu";

/**
 * The frequency governor of every CPU, in the order of their numbers. Undefined where the kernel
 * doesn't choose the frequency, as in most virtual machines.
 */
export function readGovernors(folder = cpuFolder): readonly string[] | undefined {
  const governors = listKernelFolder(folder)
    .filter((name) => /^cpu\d+$/.test(name))
    .sort((a, b) => Number(a.slice(3)) - Number(b.slice(3)))
    .map((name) => readKernelFile(join(folder, name, "cpufreq", "scaling_governor")))
    .filter((governor) => governor !== undefined);
  return governors.length === 0 ? undefined : governors;
}

/** Whether a CPU may run faster than its nominal frequency for a while. */
export type Turbo = "on" | "off";

/** Whether turbo is on; undefined where the driver has no switch for it. */
export function readTurbo(folder = cpuFolder): Turbo | undefined {
  const noTurbo = readKernelFile(join(folder, "intel_pstate", "no_turbo"));
  const boost = readKernelFile(join(folder, "cpufreq", "boost"));
  return parseTurbo(noTurbo, boost);
}

/** Reads two switches with opposite senses: intel_pstate's `no_turbo` and cpufreq's `boost`. */
export function parseTurbo(noTurbo?: string, boost?: string): Turbo | undefined {
  if (noTurbo === "0" || (noTurbo === undefined && boost === "1")) return "on";
  if (noTurbo === "1" || (noTurbo === undefined && boost === "0")) return "off";
  return undefined;
}
