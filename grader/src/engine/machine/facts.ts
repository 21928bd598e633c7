import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { cpuMsOf } from "../sandbox/counters.ts";
import { pinnableCpus } from "../sandbox/cpu-pinning.ts";
import type { BusyCpus } from "./busy-cpus.ts";
import { readGovernors, readTurbo, type Turbo } from "./frequency.ts";
import { readKernelFile } from "./kernel-files.ts";
import { readOnBattery } from "./power-supply.ts";
import {
  type CpuTicks,
  parseAvailableBytes,
  parseCpuPressure,
  parseCpuTicks,
  parseIsVirtual,
  stealShareBetween,
} from "./proc.ts";

/** What is known of a machine that bears on measuring. Undefined is what can't be read here. */
export interface MachineFacts {
  readonly platform: NodeJS.Platform;
  readonly cpuModel: string | undefined;
  /** The CPUs that this process may use. */
  readonly cores: number;
  /** One for each CPU of the machine. */
  readonly governors: readonly string[] | undefined;
  readonly turbo: Turbo | undefined;
  readonly isVirtual: boolean | undefined;
  /** Of the time that the CPUs wanted to work, the share that the hypervisor gave to others. */
  readonly stealShare: number | undefined;
  readonly busyCpus: BusyCpus;
  /** The average over the last minute of the processes that run or want to. */
  readonly load: number | undefined;
  /** The share of the last 10 s in which some process waited for a CPU. */
  readonly cpuPressure: number | undefined;
  readonly memory: {
    readonly totalBytes: number;
    readonly availableBytes: number | undefined;
  };
  readonly isOnBattery: boolean | undefined;
  /** Empty where processes can't be pinned. */
  readonly pinnableCpus: readonly number[];
  /** Whether the CPU time of a process can be read from outside of it. */
  readonly readsCpuFromOutside: boolean;
}

/**
 * Reads a machine's facts around a measurement: call this before it and what this returns after it.
 * Load, pressure and memory are those of now, because the measurement raises them; steal time is
 * that of the time in between, because an idle machine shows none.
 */
export function watchMachine(busyCpus: BusyCpus): () => MachineFacts {
  const busyness = readBusyness();
  const before = readCpuTicks();
  return () => ({
    busyCpus,
    ...busyness,
    ...readHardware(),
    stealShare: stealShareSince(before),
    pinnableCpus: pinnableCpus(),
    readsCpuFromOutside: Number.isFinite(cpuMsOf(process.pid)),
  });
}

function readBusyness() {
  return {
    // Windows has no load average; Node says 0 there.
    load: process.platform === "win32" ? undefined : loadavg()[0],
    cpuPressure: parsed("/proc/pressure/cpu", parseCpuPressure),
    memory: {
      totalBytes: totalmem(),
      availableBytes: parsed("/proc/meminfo", parseAvailableBytes),
    },
  };
}

function readHardware() {
  return {
    platform: process.platform,
    cpuModel: knownModel(cpus()[0]?.model),
    cores: availableParallelism(),
    governors: readGovernors(),
    turbo: readTurbo(),
    isVirtual: parsed("/proc/cpuinfo", parseIsVirtual),
    isOnBattery: readOnBattery(),
  };
}

/** A CPU's model as Node gives it; undefined where Node doesn't know it (Linux on some ARM). */
export function knownModel(model: string | undefined): string | undefined {
  const text = model?.replaceAll(/\s+/g, " ").trim();
  return text === "" || text === "unknown" ? undefined : text;
}

function stealShareSince(before: CpuTicks | undefined): number | undefined {
  const after = readCpuTicks();
  return before && after && stealShareBetween(before, after);
}

const readCpuTicks = () => parsed("/proc/stat", parseCpuTicks);

function parsed<Fact>(path: string, parse: (text: string) => Fact | undefined): Fact | undefined {
  const text = readKernelFile(path);
  return text === undefined ? undefined : parse(text);
}
