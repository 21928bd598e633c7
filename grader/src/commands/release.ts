import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { authorsOnly, copyForStudents } from "../authoring/students-edition.ts";
import { SetupError } from "../contract/errors.ts";
import { plural } from "../contract/format.ts";
import { discoverExercises } from "../course/exercises/course.ts";
import { courseOption, type DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print } from "./terminal/terminal.ts";

/** Copies the course for students into a new folder, says what it holds, returns the exit code. */
export async function releaseCommand(folder: string, root: string): Promise<number> {
  refuseStudentsEdition(root);
  refuseUnusable(folder, root);
  try {
    copyForStudents(realpathSync(root), folder);
  } catch (error) {
    throw new SetupError(
      `${folder} can't be written: ${(error as Error).message}`,
      "remove what is in it, make room, and try again",
    );
  }
  const exercises = plural(discoverExercises(folder).length, "exercise");
  print(
    [
      `The students' edition is in ${folder}: ${exercises}, each at its start.`,
      `Left out: ${authorsOnly.join(", ")}, and git's history. The grader is whole.`,
      "",
      "  next  run npm ci && npm test there, and begin a new history: git init",
      "",
    ].join("\n"),
  );
  return exitCodes.passed;
}

function refuseStudentsEdition(root: string): void {
  if (existsSync(join(root, "solutions"))) return;
  throw new SetupError(
    `${root} has no solutions/: it is a students' edition already`,
    "copy it as it is, or release from a copy that has them",
  );
}

function refuseUnusable(folder: string, root: string): void {
  const place = realPlaceOf(folder);
  const course = realpathSync(root);
  const inside = relative(course, place);
  if (inside === "" || !(inside === ".." || inside.startsWith(`..${sep}`) || isElsewhere(inside))) {
    throw new SetupError(
      `${folder} lies inside of the course`,
      "name a folder beside it, such as ../students",
    );
  }
  if (!existsSync(place)) return;
  if (!statSync(place).isDirectory()) {
    throw new SetupError(`${folder} is a file`, "name a folder that is new or empty");
  }
  if (readdirSync(place).length > 0) {
    throw new SetupError(`${folder} is not empty`, "name a folder that is new or empty");
  }
}

/** On another drive of Windows: then there is no relative path. */
const isElsewhere = (path: string) => /^[A-Za-z]:/.test(path);

/** Where a folder is or would be, whatever links lead there. */
function realPlaceOf(folder: string): string {
  if (existsSync(folder)) return realpathSync(folder);
  return join(realPlaceOf(dirname(folder)), basename(folder));
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("release")
    .description("Copy the course for students, without solutions, figures and authors' pages.")
    .argument("<folder>", "where the copy goes: a new or empty folder outside of the course")
    .addOption(courseOption())
    .action(async (folder, { course }) =>
      finish(await releaseCommand(resolve(folder), resolve(course))),
    );
};
