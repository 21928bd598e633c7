import { formatBytes, formatCount, formatMs } from "../contract/format.ts";
import type { MachineLimit } from "../engine/machine/limit.ts";
import { cpuMsOf, type Measurement } from "../engine/measurement/measurement.ts";

/** How close a version comes to the machine's limit, in one or two sentences. */
export function describeLimit(limit: MachineLimit, measurement: Measurement): string {
  if (limit.state === "missing") return `unknown: ${limit.why}`;
  const { least, share } = limit;
  const took = formatMs(cpuMsOf(measurement).candidate);
  return (
    `this version takes ${took}; this machine could do the same work in ${formatMs(least.ms)} ` +
    `(${describeLeast(limit)}): ${formatPart(share.candidate)} of the limit, ` +
    `the baseline ${formatPart(share.baseline)}`
  );
}

/** Which limit is the lower one, arithmetic or memory, and its value. */
function describeLeast({ least, work, ceilings }: MachineLimit & { state: "seen" }): string {
  if (least.setBy === "arithmetic") {
    const operations = formatCount(work.operations / 1e6);
    return `arithmetic: ${operations} million operations at ${formatCount(ceilings.gigaflops)} GFLOP/s`;
  }
  const { gigabytesPerSecond } = ceilings.bandwidth;
  return `memory: ${formatBytes(work.bytes)} at ${formatCount(gigabytesPerSecond)} GB/s`;
}

/** A share in percent; small ones with two digits. */
function formatPart(share: number): string {
  const percent = 100 * share;
  return `${percent < 9.5 ? Number(percent.toPrecision(2)) : Math.round(percent)} %`;
}
