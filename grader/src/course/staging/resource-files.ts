import { builtinModules } from "node:module";
import { join } from "node:path";
import { ExerciseError } from "../../contract/errors.ts";
import type { LoadedExercise } from "../exercises/load.ts";
import { type Submission, takeSubmission } from "./submission.ts";

const everyModule = builtinModules.map((name) =>
  name.startsWith("node:") ? name : `node:${name}`,
);

/**
 * Takes the files of an exercise's resource; undefined where it has none.
 *
 * @throws ExerciseError for one that can't be used
 */
export async function takeResource({
  id,
  folder,
  definition,
}: LoadedExercise): Promise<Submission | undefined> {
  if (definition.resource === undefined) return undefined;
  const place = join(folder, "resource");
  // A service may import what it likes: it runs outside of a version's process, and is the course's.
  const taken = await takeSubmission(place, everyModule, "resource");
  if (taken.state === "taken") return taken.submission;
  throw new ExerciseError(
    `the resource of ${id} can't be used: ${taken.reasons.join("; ")}`,
    `fix it in ${place}`,
  );
}

/**
 * Makes the files that an exercise's resource reads, if any.
 *
 * @param copy the folder of a copy of the exercise, with the resource in resource/
 * @throws ExerciseError when they can't be made
 */
export function makeResourceFiles(
  { id, definition }: Pick<LoadedExercise, "id" | "definition">,
  copy: string,
): void {
  try {
    definition.resource?.makeFiles?.(join(copy, "resource"));
  } catch (error) {
    throw new ExerciseError(
      `${id}: resource.makeFiles failed: ${(error as Error).message}`,
      "fix it in the exercise's exercise.ts; if the disk is full, free some space",
    );
  }
}
