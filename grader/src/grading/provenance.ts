import { createHash, randomInt } from "node:crypto";
import {
  arch,
  availableParallelism,
  cpus,
  hostname,
  loadavg,
  platform,
  release,
  totalmem,
} from "node:os";
import { resolve } from "node:path";
import { digestOfFiles } from "../course/exercises/load.ts";
import { plainFilesBelow } from "../engine/folders/plain-files.ts";
import { lowLimits } from "../engine/process-limits.ts";
import { cpuMsOf } from "../engine/sandbox/counters.ts";
import { pinnableCpus } from "../engine/sandbox/cpu-pinning.ts";
import { type Isolation, strongestIsolation } from "../engine/sandbox/isolation.ts";
import { graderVersion } from "./grader-version.ts";
import type { Provenance } from "./result.ts";

/** Says where a grading is made, and draws its seeds. */
export function newProvenance(isolation: Isolation = strongestIsolation()): Provenance {
  const shellLimits = lowLimits();
  return {
    ...machineAndVersions(),
    graderVersion: graderVersion(),
    memoryBytes: totalmem(),
    release: release(),
    load: loadavg()[0] ?? 0,
    cpuTimeRead: cpuMsOf(process.pid) === undefined ? "by the process" : "from outside",
    isolation,
    ...(shellLimits.length > 0 && { shellLimits }),
    pinnedTo: pinnableCpus(),
    seeds: { check: drawSeed(), time: drawSeed() },
  };
}

/** The part of a provenance that a stored verdict must share with a new one to be valid for it. */
export function machineAndVersions() {
  const cpuModel = cpus()[0]?.model ?? "unknown";
  const cores = availableParallelism();
  const system = `${platform()}-${arch()}`;
  const identity = [hostname(), system, cpuModel, cores].join("|");
  return {
    grader: digestOfGrader(),
    node: process.version,
    v8: process.versions.v8,
    platform: system,
    cpuModel,
    cores,
    machine: createHash("sha256").update(identity).digest("hex").slice(0, 12),
  };
}

/** From the operating system's randomness, so that the inputs can't be known before. */
function drawSeed(): number {
  return randomInt(2 ** 48 - 1);
}

/** A digest of the grader's own source: a changed grader measures anew. */
function digestOfGrader(): string {
  const folder = resolve(import.meta.dirname, "..");
  const files = plainFilesBelow(folder).filter((path) => /\.(ts|wat)$/.test(path));
  return digestOfFiles(folder, files);
}
