import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Exercise } from "../../contract/index.ts";
import { type Manifest, manifestOf } from "../../contract/manifest.ts";
import { plainFilesBelow } from "../../engine/folders/plain-files.ts";
import { discoverExercises, type ExerciseFolder } from "./course.ts";
import { problemsOf } from "./validate.ts";

/** An exercise whose manifest is sound. */
export interface LoadedExercise extends ExerciseFolder {
  readonly definition: Manifest;
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
    problems.push(...missingResource(place, exports.default));
    if (problems.length > 0) return { ...place, problems };
    return {
      ...place,
      definition: manifestOf(exports.default as Exercise),
      version: versionOf(place),
    };
  } catch (error) {
    return { ...place, problems: [...problems, `it can't be loaded: ${describe(error)}`] };
  }
}

/** Of what is ours: a missing src/ is the student's to fix. */
function missingFiles(place: ExerciseFolder): string[] {
  return existsSync(join(place.folder, "baseline/index.ts"))
    ? []
    : ["baseline/index.ts is missing"];
}

function missingResource({ folder }: ExerciseFolder, definition: unknown): string[] {
  const isDeclared = (definition as Partial<Exercise> | undefined)?.resource !== undefined;
  return isDeclared && !existsSync(join(folder, "resource/index.ts"))
    ? ["resource/index.ts is missing, which the manifest's `resource` announces"]
    : [];
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/**
 * The files that make an exercise what it is: all of its source but the visible tests and src/, in
 * which a student may have put anything.
 */
function versionOf({ folder }: ExerciseFolder): string {
  const files = plainFilesBelow(folder, (path) => path === "src" || path.endsWith(".test.ts"));
  return digestOfFiles(
    folder,
    files.filter((path) => /\.(ts|wat)$/.test(path)),
  );
}

/** A short digest of files' names and contents, in the order given. */
export function digestOfFiles(folder: string, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) {
    hash.update(JSON.stringify([path, readFileSync(join(folder, path), "utf8")]));
  }
  return hash.digest("hex").slice(0, 16);
}
