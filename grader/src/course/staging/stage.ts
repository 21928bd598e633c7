import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { plainFilesBelow } from "../../engine/folders/plain-files.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import { createScratch, removeScratch, writingTo } from "../../engine/scratch.ts";
import { compiledPath, isWat } from "../../engine/wat/compile-wat.ts";
import type { LoadedExercise } from "../exercises/load.ts";
import { isSource } from "./allowed-imports.ts";
import { makeResourceFiles, takeResource } from "./resource-files.ts";
import { resourceManifest } from "./resource-package.ts";
import { type Submission, takeOwn } from "./submission.ts";

/** A clean folder with both sides and nothing else from the course. */
export interface Staged {
  readonly root: string;
  /** The folder of each side's source; the module is its index.ts. */
  readonly sides: Readonly<Record<Side, string>>;
  /** What is in these folders. */
  readonly versions: Readonly<Record<Side, Submission>>;
  /** The folder of the exercise's resource; may be empty. */
  readonly resource: string;
  /** The resource's modules by path. */
  readonly resourceModules: ReadonlyMap<string, string>;
  /** The folder of the input files that a process has at the time, and that of all others. */
  readonly inputs: string;
  readonly keptInputs: string;
  remove(): void;
}

/** Writes the baseline and the submission side by side. */
export async function stage(exercise: LoadedExercise, submission: Submission): Promise<Staged> {
  const baseline = await takeOwn(exercise, join(exercise.folder, "baseline"), "the baseline");
  const own = await takeResource(exercise);
  const root = createScratch();
  const sides = { baseline: join(root, "baseline"), candidate: join(root, "candidate") };
  const inputs = join(root, "inputs");
  const keptInputs = join(root, "kept-inputs");
  const resource = join(root, "resource");
  writingTo(root, () => {
    for (const folder of [inputs, keptInputs, resource]) mkdirSync(folder);
    writeVersion(sides.baseline, baseline);
    writeVersion(sides.candidate, submission);
    if (own === undefined) return;
    writeVersion(resource, own);
    // Tools run a side in plain Node, which needs this to find the resource.
    writeFileSync(join(root, "package.json"), resourceManifest(exercise));
  });
  makeResourceFiles(exercise, root);
  return {
    ...{ root, sides, versions: { baseline, candidate: submission }, inputs, keptInputs },
    ...{ resource, resourceModules: own?.modules ?? new Map() },
    remove: () => removeScratch(root),
  };
}

/** A new empty folder that is removed with the staged exercise. */
export function createFolder({ root }: Staged): string {
  return writingTo(root, () => mkdtempSync(join(root, "run-")));
}

/** The TypeScript and WebAssembly text files of one of our own folders: text by path. */
export function readSources(folder: string): Map<string, string> {
  const paths = plainFilesBelow(folder).filter(isSource);
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

function writeVersion(folder: string, { files, modules }: Submission): void {
  for (const [path, text] of files) {
    writeInto(folder, path, text);
    if (isWat(path)) writeInto(folder, compiledPath(path), modules.get(path) ?? "");
  }
}

function writeInto(folder: string, path: string, text: string): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
