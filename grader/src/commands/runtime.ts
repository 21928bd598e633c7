import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../contract/errors.ts";
import { courseRoot } from "../course/exercises/course.ts";
import { createScratch, removeScratch, writingTo } from "../engine/scratch.ts";
import type { DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { tell } from "./terminal/terminal.ts";

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

/** In an address it stands for another character, so Vitest does not find what maps its lines. */
const misleading = /%[\da-f]{2}/i;

/** What is to be said of a course's folder in which tests run, but show wrong lines. */
export function warningOfLines(root: string): string | undefined {
  const [found] = misleading.exec(root) ?? [];
  if (found === undefined) return undefined;
  return `warning: the course's folder, ${root}, has "${found}" in its name, with which tests show wrong lines of your code\n  next: rename it, or see the lines that npm run grade shows\n`;
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
    tell(warningOfLines(courseRoot) ?? "");
    finish(exitCodes.passed);
  });
};
