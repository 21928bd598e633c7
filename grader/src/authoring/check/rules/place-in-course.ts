import type { Course, LoadedExercise } from "../../../course/exercises/load.ts";
import { suggestId } from "../../../course/exercises/select.ts";
import type { RuleContext, RuleResult } from "../rule.ts";

/** That an exercise has a place of its own in the course, after those that it builds on. */
export function* placeInCourseIsSound({ course, exercise }: RuleContext): Generator<RuleResult> {
  yield orderIsItsOwn(course, exercise);
  yield prerequisitesComeBefore(course, exercise);
}

function orderIsItsOwn({ exercises }: Course, { id, definition }: LoadedExercise): RuleResult {
  const { order } = definition;
  const same = exercises.filter((other) => other.id !== id && other.definition.order === order);
  return {
    rule: "its order is its own",
    holds: same.length === 0,
    figure: same.length === 0 ? `${order}` : `${order}, and so has ${idsOf(same)}`,
    fix: `give it another order; taken are ${exercises.map((one) => one.definition.order).join(", ")}`,
  };
}

function prerequisitesComeBefore(course: Course, exercise: LoadedExercise): RuleResult {
  const { prerequisites, order } = exercise.definition;
  const problems = prerequisites.flatMap((id) => problemWith(id, course, exercise) ?? []);
  const sound = prerequisites.length === 0 ? "it has none" : prerequisites.join(", ");
  return {
    rule: "its prerequisites are exercises that come before it",
    holds: problems.length === 0,
    figure: problems.length === 0 ? sound : `its order is ${order}, and ${problems.join("; ")}`,
    fix: "let `prerequisites` name exercises by their ids, each with a lower `order`: fix the name, move one of the two, or leave it out",
  };
}

function problemWith(
  id: string,
  { exercises, broken }: Course,
  exercise: LoadedExercise,
): string | undefined {
  if (id === exercise.id) return `${id} is the exercise itself`;
  const before = exercises.find((one) => one.id === id);
  if (before === undefined) {
    // Where a broken one stands can't be known; it has a finding of its own.
    return broken.some((one) => one.id === id) ? undefined : missing(id, exercises);
  }
  const circle = wayBetween(before, exercise, exercises);
  if (circle !== undefined)
    return `${id} leads back to it: ${[exercise.id, ...circle].join(" > ")}`;
  const { order } = before.definition;
  return order < exercise.definition.order ? undefined : `${id} comes later (${order})`;
}

function missing(id: string, exercises: readonly LoadedExercise[]): string {
  const known = exercises.map((one) => one.id);
  return `there is no exercise "${id}": ${suggestId(id, known) ?? `there are ${known.join(", ")}`}`;
}

/** The ids on a way from prerequisite to prerequisite, both ends included. */
function wayBetween(
  from: LoadedExercise,
  to: LoadedExercise,
  exercises: readonly LoadedExercise[],
  seen = new Set<string>(),
): string[] | undefined {
  if (from.id === to.id) return [to.id];
  if (seen.has(from.id)) return undefined;
  seen.add(from.id);
  for (const next of exercises) {
    if (!from.definition.prerequisites.includes(next.id)) continue;
    const way = wayBetween(next, to, exercises, seen);
    if (way !== undefined) return [from.id, ...way];
  }
  return undefined;
}

const idsOf = (exercises: readonly LoadedExercise[]) => exercises.map(({ id }) => id).join(", ");
