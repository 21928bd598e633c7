import { createHash, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
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
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
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
  const facts = machineFacts();
  return {
    ...machineAndVersions(),
    graderVersion: graderVersion(),
    memoryBytes: totalmem(),
    release: release(),
    load: loadavg()[0] ?? 0,
    cpuTimeRead: facts.cpuTimeRead,
    isolation,
    ...(shellLimits.length > 0 && { shellLimits }),
    pinnedTo: facts.pinnedTo,
    seeds: { check: drawSeed(), time: drawSeed() },
  };
}

/** The part of a provenance that a stored verdict must share with a new one to be valid for it. */
export function machineAndVersions() {
  const facts = machineFacts();
  return {
    grader: digestOfGrader(),
    node: process.version,
    v8: process.versions.v8,
    platform: facts.system,
    cpuModel: facts.cpuModel,
    cores: facts.cores,
    machine: identityOf(facts),
  };
}

/** What tells machines apart, and what on one of them changes how well it can be measured. */
export interface MachineFacts {
  readonly hostname: string;
  readonly system: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly cpuTimeRead: Provenance["cpuTimeRead"];
  /** Which CPUs matters: those of one machine may differ in speed. */
  readonly pinnedTo: readonly number[];
}

function machineFacts(): MachineFacts {
  return {
    hostname: hostname(),
    system: `${platform()}-${arch()}`,
    cpuModel: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    cpuTimeRead: cpuMsOf(process.pid) === undefined ? "by the process" : "from outside",
    pinnedTo: pinnableCpus(),
  };
}

/** Tells machines apart without naming them. */
export function identityOf(facts: MachineFacts): string {
  const { hostname, system, cpuModel, cores, cpuTimeRead, pinnedTo } = facts;
  const identity = JSON.stringify([hostname, system, cpuModel, cores, cpuTimeRead, pinnedTo]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 12);
}

/** From the operating system's randomness, so that the inputs can't be known before. */
function drawSeed(): number {
  return randomInt(2 ** 48 - 1);
}

const graderFolder = resolve(import.meta.dirname, "../..");

/** The grader's source and what it depends on don't change while it runs, so they are read once. */
let grader: string | undefined;

/** A digest of the grader's own source and its dependencies' versions: a changed grader measures anew. */
function digestOfGrader(): string {
  grader ??= digestOfFiles(graderFolder, ["package.json", ...filesIn("src", /\.(ts|wat)$/)]);
  return grader;
}

let drawing: string | undefined;

/** The version of 0x that is installed here, and a digest of our code that runs it. */
export function versionsOfDrawing(): string {
  drawing ??= `${installedZeroX()}, ${digestOfFiles(graderFolder, filesIn("profiling-tools", /^[^/\\]*\.ts$|zero-x.*\.ts$/))}`;
  return drawing;
}

/** Without it pages are missing, and the grading that finds it installed has to draw them. */
function installedZeroX(): string {
  try {
    const manifest = findPackageJSON("0x", pathToFileURL(join(graderFolder, "profiling-tools/")));
    return manifest === undefined
      ? "no 0x"
      : `0x ${(JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version}`;
  } catch {
    return "no 0x";
  }
}

function filesIn(folder: string, which: RegExp): string[] {
  return plainFilesBelow(join(graderFolder, folder))
    .filter((path) => which.test(path))
    .map((path) => join(folder, path))
    .sort();
}
