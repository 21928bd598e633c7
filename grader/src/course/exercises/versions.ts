import { join } from "node:path";
import { ExerciseError } from "../../contract/errors.ts";
import { findSolutions } from "./course.ts";
import type { LoadedExercise } from "./load.ts";

/** The versions of an exercise that a person may name. */
export const versions = ["your code", "baseline", "reference"] as const;
export type Version = (typeof versions)[number];

/** The options by which a person names a version: their own when neither is given. */
export interface VersionOptions {
  readonly baseline: boolean;
  readonly reference: boolean;
}

export function versionOf({ baseline, reference }: VersionOptions): Version {
  if (baseline) return "baseline";
  return reference ? "reference" : "your code";
}

/**
 * The folder of a version's source.
 *
 * @throws ExerciseError for a reference where the course has none
 */
export function folderOf(version: Version, { id, folder }: LoadedExercise, root: string): string {
  if (version !== "reference") return join(folder, version === "baseline" ? "baseline" : "src");
  const { reference } = findSolutions(root, id);
  if (reference !== undefined) return reference;
  throw new ExerciseError(
    `there is no reference for ${id} in this copy of the course`,
    "leave --reference out, or take a copy that has the folder solutions/",
  );
}
