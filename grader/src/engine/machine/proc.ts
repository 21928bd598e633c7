/** What the CPUs did since the machine started, all CPUs together, in ticks of the kernel. */
export interface CpuTicks {
  /** In which a CPU worked, or wanted to and was kept waiting by the hypervisor. */
  readonly wanted: number;
  /** The part of `wanted` that the hypervisor gave to others. */
  readonly stolen: number;
}

/**
 * Reads the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal (proc(5)).
 * The guests' times that follow are part of user and nice already. Undefined for other texts.
 */
export function parseCpuTicks(stat: string): CpuTicks | undefined {
  const fields = /^cpu +(\d+(?: \d+){7})/.exec(stat)?.[1];
  if (fields === undefined) return undefined;
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = fields
    .split(" ")
    .map(Number);
  return { wanted: user + nice + system + irq + softirq + stolen, stolen };
}

/** With fewer ticks (a second of work where a tick has 10 ms) one stolen tick would be a percent. */
const fewestTicks = 100;

/**
 * The share of the time that the CPUs wanted to work in which the hypervisor ran others, from 0 to 1.
 * Idle time doesn't count: nothing can be stolen in it. Undefined when they hardly worked.
 */
export function stealShareBetween(before: CpuTicks, after: CpuTicks): number | undefined {
  const wanted = after.wanted - before.wanted;
  return wanted < fewestTicks ? undefined : (after.stolen - before.stolen) / wanted;
}

/**
 * Reads /proc/pressure/cpu (Documentation/accounting/psi.rst in the kernel's source).
 *
 * @returns the share of the last 10 s in which some process waited for a CPU, from 0 to 1
 */
export function parseCpuPressure(pressure: string): number | undefined {
  const percent = /^some avg10=(\d+(?:\.\d+)?)/m.exec(pressure)?.[1];
  return percent === undefined ? undefined : Number(percent) / 100;
}

/** Reads MemAvailable of /proc/meminfo: the bytes that programs can get without swapping. */
export function parseAvailableBytes(meminfo: string): number | undefined {
  const kibibytes = /^MemAvailable: +(\d+) kB$/m.exec(meminfo)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/**
 * Whether /proc/cpuinfo tells of a virtual machine. Only x86 has the flag (CPUID leaf 1, ECX bit 31);
 * undefined elsewhere.
 */
export function parseIsVirtual(cpuinfo: string): boolean | undefined {
  const flags = /^flags\s*: (.*)$/m.exec(cpuinfo)?.[1];
  return flags?.split(" ").includes("hypervisor");
}
