import { ExerciseError } from "../../contract/errors.ts";
import { createRandom, type Exercise } from "../../contract/index.ts";

/** The arguments of one call as the exercise made them, before files are written. */
export type MadeArguments = readonly unknown[];

/** Makes the arguments of one call from a seed. */
export function makeArguments(exercise: Exercise, seed: number, size: number): MadeArguments {
  try {
    return exercise.input.make(createRandom(seed), size);
  } catch (error) {
    throw new ExerciseError(
      `input.make failed for size ${size} and seed ${seed}: ${(error as Error).message}`,
      "fix it in the exercise's exercise.ts",
    );
  }
}
