import { cpSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { courseFixture, folderInRepository } from "./course-copy.ts";

const repository = resolve(import.meta.dirname, "../../..");

/** Copies the grader, with a tiny course around it, to be changed: the root of that course. */
export function copyGrader(root = folderInRepository()): string {
  for (const file of ["package.json", "tsconfig.base.json"]) {
    cpSync(join(repository, file), join(root, file));
  }
  for (const part of ["src", "launch.mjs", "launch", "package.json", "profiling-tools"]) {
    cpSync(join(repository, "grader", part), join(root, "grader", part), {
      recursive: true,
      filter: (path) => !path.includes("node_modules"),
    });
  }
  symlinkSync(join(repository, "node_modules"), join(root, "node_modules"), "junction");
  cpSync(join(courseFixture, "packages"), join(root, "packages"), { recursive: true });
  return root;
}
