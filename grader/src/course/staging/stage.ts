import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { ExerciseError } from "../../contract/errors.ts";
import type { Side } from "../../engine/sandbox/sandbox.ts";
import { createScratch, removeScratch, writingTo } from "../../engine/scratch.ts";
import { type CompiledWat, compiledPath, compileWat, isWat } from "../../engine/wat/compile-wat.ts";
import type { LoadedExercise } from "../exercises/load.ts";
import { makeResourceFiles } from "./resource-files.ts";
import { resourceManifest } from "./resource-package.ts";
import type { Submission } from "./submission.ts";

/** A clean folder with both sides and nothing else from the course. */
export interface Staged {
  readonly root: string;
  /** The folder of each side's source; the module is its index.ts. */
  readonly sides: Readonly<Record<Side, string>>;
  /** The folder of the exercise's resource; may be empty. */
  readonly resource: string;
  /** The folder for input files. */
  readonly inputs: string;
  remove(): void;
}

/** Copies the baseline and the submission side by side. */
export function stage(exercise: LoadedExercise, submission: Submission): Staged {
  const root = createScratch();
  const sides = { baseline: join(root, "baseline"), candidate: join(root, "candidate") };
  const inputs = join(root, "inputs");
  const resource = join(root, "resource");
  writingTo(root, () => {
    cpSync(join(exercise.folder, "baseline"), sides.baseline, { recursive: true });
    for (const [path, text] of submission.files) writeInto(sides.candidate, path, text);
    mkdirSync(resource);
    copySources(join(exercise.folder, "resource"), resource);
    // Tools run a side in plain Node, which needs this to find the resource.
    if (exercise.definition.resource !== undefined) {
      writeFileSync(join(root, "package.json"), resourceManifest(exercise));
    }
    mkdirSync(inputs);
  });
  for (const folder of [sides.baseline, sides.candidate, resource]) writeCompiled(folder, root);
  makeResourceFiles(exercise, root);
  return { root, sides, resource, inputs, remove: () => removeScratch(root) };
}

/** A new empty folder that is removed with the staged exercise. */
export function createFolder({ root }: Staged): string {
  return writingTo(root, () => mkdtempSync(join(root, "run-")));
}

/** The TypeScript and WebAssembly text files of a version: text by path relative to its folder. */
export function readSources(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (entry.name.endsWith(".ts") || isWat(entry.name)))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/** A staged side's modules by path: TypeScript, and JavaScript for WebAssembly text. */
export function readModules(folder: string): Map<string, string> {
  const modules = [...readSources(folder)].map(([path, text]) => {
    const module = isWat(path) ? readFileSync(compiledPath(join(folder, path)), "utf8") : text;
    return [path, module] as const;
  });
  return new Map(modules);
}

/** Other files, such as a database from a run of the tests, are not copied but made again. */
function copySources(from: string, to: string): void {
  if (!existsSync(from)) return;
  for (const [path, text] of readSources(from)) writeInto(to, path, text);
}

function writeCompiled(folder: string, root: string): void {
  for (const [path, compiled] of compileWat(readSources(folder))) {
    const javaScript = javaScriptOf(compiled, `${basename(folder)}/${path}`);
    writingTo(root, () => writeFileSync(compiledPath(join(folder, path)), javaScript));
  }
}

/** A submission's text has been checked by now, so an error here is the exercise's own. */
function javaScriptOf(compiled: CompiledWat, path: string): string {
  if (compiled.state === "compiled") return compiled.javaScript;
  const [{ line, what } = { line: undefined, what: "" }] = compiled.problems;
  throw new ExerciseError(`${path}:${line ?? 1}: ${what}`, "fix it in the exercise's folder");
}

function writeInto(folder: string, path: string, text: string): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
