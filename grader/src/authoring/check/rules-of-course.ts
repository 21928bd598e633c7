import type { Course } from "../../course/exercises/load.ts";
import { outdatedPages } from "../figures/generated-pages.ts";
import type { RuleResult } from "./rule.ts";

/** That the pages which show all exercises show them as they are. They can't while one is broken. */
export function* pagesAreDrawn(course: Course): Generator<RuleResult> {
  if (course.broken.length > 0) return;
  const outdated = outdatedPages(course);
  yield {
    rule: "the drawn pages show the manifests and figures as they are",
    holds: outdated.length === 0,
    figure:
      outdated.length === 0
        ? `${course.exercises.length} exercises`
        : `out of date: ${outdated.join(", ")}`,
    fix: "npm run check -- --texts --write draws them anew, and measures nothing",
  };
}
