import { findSolutions } from "../../course/exercises/course.ts";
import type { Course, LoadedExercise } from "../../course/exercises/load.ts";
import { quick } from "../../engine/measurement/schedule.ts";
import type { GradingResult } from "../../grading/result.ts";
import type { Instruments, RuleContext } from "./rule.ts";

/** The context of an exercise of a course. */
export function contextOf(
  course: Course,
  exercise: LoadedExercise,
  instruments: Instruments,
): RuleContext {
  const solutions = findSolutions(course.root, exercise.id);
  return { ...instruments, course, exercise, solutions, grade: gradeOnce(instruments) };
}

/** Each version is graded once on a schedule, however many rules look at how it went. */
function gradeOnce(instruments: Instruments): Instruments["grade"] {
  const graded = new Map<string, Promise<GradingResult>>();
  return (subject, folder, schedule = quick) => {
    const key = JSON.stringify([subject, schedule]);
    const grading = graded.get(key) ?? instruments.grade(subject, folder, schedule);
    graded.set(key, grading);
    return grading;
  };
}
