import { join } from "node:path";
import { ExerciseError } from "../../contract/errors.ts";
import type { LoadedExercise } from "../exercises/load.ts";

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
