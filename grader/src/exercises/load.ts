import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Exercise } from "../contract/index.ts";
import { discoverExercises, type ExerciseFolder } from "./course.ts";
import { problemsOf } from "./validate.ts";

/** An exercise whose manifest is sound. */
export interface LoadedExercise extends ExerciseFolder {
  readonly definition: Exercise;
  /** Changes when anything changes that a verdict depends on: the manifest or the baseline. */
  readonly version: string;
}

/** An exercise that can't be used, and why. */
export interface BrokenExercise extends ExerciseFolder {
  readonly problems: readonly string[];
}

export interface Course {
  readonly root: string;
  /** In the course's order. */
  readonly exercises: readonly LoadedExercise[];
  readonly broken: readonly BrokenExercise[];
}

/** Loads every exercise; broken ones are reported beside the others. */
export async function loadCourse(root: string): Promise<Course> {
  const loaded = await Promise.all(discoverExercises(root).map(loadExercise));
  return {
    root,
    exercises: loaded
      .filter((exercise) => "definition" in exercise)
      .sort((a, b) => a.definition.order - b.definition.order || (a.id < b.id ? -1 : 1)),
    broken: loaded.filter((exercise) => "problems" in exercise),
  };
}

async function loadExercise(place: ExerciseFolder): Promise<LoadedExercise | BrokenExercise> {
  const problems = missingFiles(place);
  try {
    const exports = (await import(pathToFileURL(place.manifest).href)) as { default?: unknown };
    problems.push(...problemsOf(exports.default));
    if (problems.length > 0) return { ...place, problems };
    return { ...place, definition: exports.default as Exercise, version: versionOf(place) };
  } catch (error) {
    return { ...place, problems: [...problems, `it can't be loaded: ${describe(error)}`] };
  }
}

function missingFiles(place: ExerciseFolder): string[] {
  return ["baseline/index.ts", "src"]
    .filter((path) => !existsSync(join(place.folder, path)))
    .map((path) => `${path} is missing`);
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

function versionOf(place: ExerciseFolder): string {
  const baseline = join(place.folder, "baseline");
  const files = readdirSync(baseline, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return digestOfFiles([place.manifest, ...files]);
}

/** A short digest of the files' contents, in the order given. */
export function digestOfFiles(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(readFileSync(path)).update("\0");
  return hash.digest("hex").slice(0, 16);
}
