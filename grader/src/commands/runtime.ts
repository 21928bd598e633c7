import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../contract/errors.ts";
import { courseRoot } from "../course/exercises/course.ts";
import { createScratch, removeScratch, writingTo } from "../engine/scratch.ts";
import type { DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";

/** In an address they end the path, and Vite, which loads the tests, takes paths for addresses. */
const untestable = /[#?]/;

/** @throws SetupError for a course in whose folder no test can be loaded */
export function refuseUntestable(root: string): void {
  const [character] = untestable.exec(root) ?? [];
  if (character === undefined) return;
  throw new SetupError(
    `the course's folder, ${root}, has a "${character}" in its name, with which tests can't be loaded; grading works`,
    `rename it to one without "#" and "?", or move the course`,
  );
}

/** What the tests of an exercise may write: notes, and the files of a resource. */
const bytesOfTests = 1_000_000;

/** @throws SetupError where there is no room for temporary files */
function refuseFullDisk(): void {
  const scratch = createScratch();
  try {
    writingTo(scratch, () => writeFileSync(join(scratch, "probe"), Buffer.alloc(bytesOfTests)));
  } finally {
    removeScratch(scratch);
  }
}

/**
 * Does nothing where tests can run: npm runs it before them, so that what is wrong is said at once,
 * and a cached result can't be another Node's.
 */
export const define: DefineCommand = (program, finish) => {
  program.command("runtime", { hidden: true }).action(() => {
    refuseUntestable(courseRoot);
    refuseFullDisk();
    finish(exitCodes.passed);
  });
};
