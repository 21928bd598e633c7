import { SetupError } from "../../contract/errors.ts";
import { namesLike } from "../../contract/nearest.ts";
import { type Course, type LoadedExercise, loadCourse } from "./load.ts";

/**
 * The exercises with the given ids, in the course's order; all of them when no id is given.
 *
 * @throws SetupError for an unknown or broken exercise, naming the nearest id
 */
export function selectExercises(course: Course, ids: readonly string[]): readonly LoadedExercise[] {
  for (const id of ids) refuseUnusable(course, id);
  return ids.length === 0
    ? course.exercises
    : course.exercises.filter(({ id }) => ids.includes(id));
}

/**
 * The one exercise that a person named.
 *
 * @throws SetupError for an unknown or broken exercise, naming the nearest id
 */
export async function loadNamed(root: string, id: string): Promise<LoadedExercise> {
  const [exercise] = selectExercises(await loadCourse(root), [id]);
  return exercise as LoadedExercise;
}

function refuseUnusable(course: Course, id: string): void {
  if (course.exercises.some((exercise) => exercise.id === id)) return;
  const broken = course.broken.find((exercise) => exercise.id === id);
  if (broken !== undefined) {
    throw new SetupError(
      `the exercise ${id} is broken: ${broken.problems.join("; ")}`,
      `fix ${broken.manifest}`,
    );
  }
  const known = course.exercises.map((exercise) => exercise.id);
  throw new SetupError(
    `there is no exercise "${id}"`,
    suggestId(id, known) ?? `the exercises are: ${known.join(", ")}`,
  );
}

/** Asks whether an id was meant that is like an unknown one; undefined where none is. */
export function suggestId(id: string, known: readonly string[]): string | undefined {
  const like = namesLike(id, known);
  return like.length === 0 ? undefined : `did you mean ${like.join(", or ")}?`;
}
