import { cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { SetupError } from "../contract/errors.ts";
import { loadNamed } from "../course/exercises/select.ts";
import { wordsOfFileError } from "../course/folders/file-errors.ts";
import { kindAt } from "../course/folders/listing.ts";
import { courseOption, type DefineCommand, idArgument } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print } from "./terminal/terminal.ts";

/** Puts the starter back into an exercise's src/. What was there is kept in .bottleneck/. */
export async function resetCommand(id: string, root: string): Promise<number> {
  const exercise = await loadNamed(root, id);
  const source = join(exercise.folder, "src");
  const hadFiles = kindAt(source) !== undefined;
  const kept = keptFolder(root, id);
  try {
    replaceFolder(source, join(exercise.folder, "baseline"), kept);
  } catch (error) {
    throw new SetupError(
      `${id} can't be reset: ${wordsOfFileError(error)}. Your src/ is as it was`,
      "free disk space, or make the course's folder writable, and try again",
    );
  }
  const note = hadFiles ? `; what you had is in ${relative(root, kept)}` : "";
  print(`${id} is back at its start${note}\n`);
  return exitCodes.passed;
}

function keptFolder(root: string, id: string): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  return join(root, ".bottleneck", "reset", id, stamp);
}

/**
 * Puts a copy of a folder in the place of another, and that one, whatever it is, in a new place: both,
 * or nothing. No link in it is followed.
 */
function replaceFolder(target: string, by: string, kept: string): void {
  const fresh = `${target}.new`;
  const isThere = kindAt(target) !== undefined;
  try {
    rmSync(fresh, { recursive: true, force: true });
    cpSync(by, fresh, { recursive: true });
    if (isThere) mkdirSync(dirname(kept), { recursive: true });
    if (isThere) renameSync(target, kept);
    renameSync(fresh, target);
  } catch (error) {
    if (isThere && kindAt(target) === undefined) renameSync(kept, target);
    rmSync(fresh, { recursive: true, force: true });
    throw error;
  }
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("reset")
    .description("Put the starter back into an exercise's src/; your version is kept.")
    .addArgument(idArgument())
    .addOption(courseOption())
    .action(async (id, { course }) => finish(await resetCommand(id, resolve(course))));
};
