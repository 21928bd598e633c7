import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";

/** The folders that hold exercises, below the root of the course. */
const exerciseParents = ["packages", "projects"];

/** An exercise by its place: a folder that holds an exercise.ts. Its name is the exercise's id. */
export interface ExerciseFolder {
  readonly id: string;
  readonly folder: string;
  readonly manifest: string;
}

/** Where this copy of the course is. */
export const courseRoot = resolve(import.meta.dirname, "../../../..");

/** Every exercise of the course, loaded or not, in order of id. */
export function discoverExercises(root: string): ExerciseFolder[] {
  return exerciseParents
    .map((parent) => join(root, parent))
    .filter((parent) => existsSync(parent))
    .flatMap((parent) => foldersOf(parent).map((id) => ({ id, folder: join(parent, id) })))
    .map(({ id, folder }) => ({ id, folder, manifest: join(folder, "exercise.ts") }))
    .filter(({ manifest }) => isThere(manifest))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether something has that path; also where it can't be looked at, such as in a locked folder. */
export function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return !["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}

/** The exercise whose folder a place is, or lies in; undefined for any other place. */
export function exerciseAt(place: string, root: string): ExerciseFolder | undefined {
  return discoverExercises(root).find(
    ({ folder }) => place === folder || place.startsWith(folder + sep),
  );
}

function foldersOf(parent: string): string[] {
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
    .map((entry) => entry.name);
}

/** Our solutions to an exercise: folders with the same files as its src/. */
export interface Solutions {
  /** The folder of the reference; absent in the students' edition. */
  readonly reference: string | undefined;
  /** Honest fixes that must fall short, by name. */
  readonly partial: ReadonlyMap<string, string>;
  /** Fast and wrong answers, by name. */
  readonly wrong: ReadonlyMap<string, string>;
  readonly walkthrough: string | undefined;
}

/** Finds the solutions of an exercise by path; nothing that a student runs imports them. */
export function findSolutions(root: string, id: string): Solutions {
  const folder = join(root, "solutions", id);
  const existing = (path: string) => (existsSync(path) ? path : undefined);
  const namedFolders = (parent: string) =>
    new Map(existsSync(parent) ? foldersOf(parent).map((name) => [name, join(parent, name)]) : []);
  return {
    reference: existing(join(folder, "src")),
    partial: namedFolders(join(folder, "partial")),
    wrong: namedFolders(join(folder, "wrong")),
    walkthrough: existing(join(folder, "WALKTHROUGH.md")),
  };
}
