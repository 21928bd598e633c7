import { expect, it } from "vitest";
import { contextOf } from "../../src/authoring/check/context.ts";
import type { Instruments } from "../../src/authoring/check/rule.ts";
import { placeInCourseIsSound } from "../../src/authoring/check/rules/place-in-course.ts";
import { courseRoot } from "../../src/course/exercises/course.ts";
import { loadCourse } from "../../src/course/exercises/load.ts";

it("is sound for every exercise of this course", async () => {
  const course = await loadCourse(courseRoot);
  for (const exercise of course.exercises) {
    const context = contextOf(course, exercise, {} as Instruments);
    expect([...placeInCourseIsSound(context)].filter(({ holds }) => !holds)).toEqual([]);
  }
});
