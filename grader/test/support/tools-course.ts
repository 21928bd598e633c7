import { cpSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type CourseCopy, folderInRepository } from "./course-copy.ts";

const fixture = resolve(import.meta.dirname, "../fixtures/tools-course");

/** Exercises of the kinds that tools treat differently: a server, a function that waits, a resource. */
export const toolExercises = ["price-server", "waiting-words", "counted-rows"] as const;

/** A copy of the course for tools, whose src/ folders hold the baselines. */
export function copyToolsCourse(): CourseCopy {
  const folder = folderInRepository();
  const copy = { root: join(folder, "course"), temporary: join(folder, "tmp") };
  cpSync(fixture, copy.root, { recursive: true });
  mkdirSync(copy.temporary);
  for (const id of toolExercises) {
    const exercise = join(copy.root, "packages", id);
    cpSync(join(exercise, "baseline"), join(exercise, "src"), { recursive: true });
  }
  return copy;
}
