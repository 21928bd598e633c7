import { expect, it } from "vitest";
import { contextOf } from "../../src/authoring/check/context.ts";
import type { Instruments } from "../../src/authoring/check/rule.ts";
import { placeInCourseIsSound } from "../../src/authoring/check/rules/place-in-course.ts";
import type { Course } from "../../src/course/exercises/load.ts";
import { loadedFrom } from "../support/example-exercise.ts";

/** What is wrong with the place of an exercise, by its rule; `fix` says what to do. */
function brokenFor(course: Course, id: string): [rule: string, figure: string][] {
  const exercise = course.exercises.find((one) => one.id === id);
  if (exercise === undefined) throw new Error(`no ${id}`);
  const findings = [...placeInCourseIsSound(contextOf(course, exercise, {} as Instruments))];
  expect(findings).toHaveLength(2);
  const broken = findings.filter(({ holds }) => !holds);
  for (const { fix } of broken) expect(fix).toMatch(/`prerequisites`|another order/);
  return broken.map(({ rule, figure }) => [rule, figure]);
}

/** A course of exercises, each as its order and its prerequisites. */
function courseOf(
  places: Readonly<Record<string, readonly [order: number, ...prerequisites: string[]]>>,
  ...broken: string[]
): Course {
  const exercises = Object.entries(places).map(([id, [order, ...prerequisites]]) => ({
    ...loadedFrom(`/course/packages/${id}`, { order, prerequisites }),
    id,
  }));
  const place = (id: string) => ({ id, folder: id, manifest: "exercise.ts", problems: ["text"] });
  return { root: "/course", exercises, broken: broken.map(place) };
}

const before = "its prerequisites are exercises that come before it";

it("is sound where exercises build on others that come before", () => {
  const course = courseOf({ first: [10], second: [20, "first"], third: [30, "second", "first"] });
  for (const id of ["first", "second", "third"]) expect(brokenFor(course, id)).toEqual([]);
});

it.each<[string, Parameters<typeof courseOf>[0], string]>([
  [
    "does not exist, and which may be meant",
    { first: [10], own: [20, "frist"] },
    'its order is 20, and there is no exercise "frist": did you mean first?',
  ],
  [
    "does not exist, and which there are",
    { first: [10], own: [20, "something-else"] },
    'its order is 20, and there is no exercise "something-else": there are first, own',
  ],
  ["comes later", { own: [20, "late"], late: [30] }, "its order is 20, and late comes later (30)"],
  [
    "is the exercise itself",
    { own: [20, "own"] },
    "its order is 20, and own is the exercise itself",
  ],
  [
    "leads back, by however many others",
    { own: [30, "one"], one: [20, "two"], two: [10, "own"] },
    "its order is 30, and one leads back to it: own > one > two > own",
  ],
])("is broken by a prerequisite, which is named, that %s", (_, places, figure) => {
  expect(brokenFor(courseOf(places), "own")).toEqual([[before, figure]]);
});

it("names every prerequisite that is wrong", () => {
  const course = courseOf({ own: [20, "late", "gone"], late: [30] });
  expect(brokenFor(course, "own")[0]?.[1]).toMatch(
    /late comes later.*; there is no exercise "gone"/,
  );
});

it("comes to an end where others lead round in a circle", () => {
  const course = courseOf({ one: [10, "two"], two: [20, "one"], own: [30, "one"] });
  expect(brokenFor(course, "own")).toEqual([]);
  expect(brokenFor(course, "one")).toHaveLength(1);
});

it("may build on an exercise that is broken, which has a finding of its own", () => {
  expect(brokenFor(courseOf({ own: [20, "first"] }, "first"), "own")).toEqual([]);
});

it("is broken by another exercise of the same order, which is named", () => {
  const course = courseOf({ own: [20], other: [20], third: [30] });
  expect(brokenFor(course, "own")).toEqual([["its order is its own", "20, and so has other"]]);
  expect(brokenFor(course, "third")).toEqual([]);
});
