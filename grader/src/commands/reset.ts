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
  const kept = keptFolder(root, id);
  const fresh = `${source}.new`;
  rmSync(fresh, { recursive: true, force: true });
  cpSync(join(exercise.folder, "baseline"), fresh, { recursive: true });
  const hadFiles = kindAt(source) !== undefined;
  if (hadFiles) move(source, kept);
  renameSync(fresh, source);
  const note = hadFiles ? `; what you had is in ${relative(root, kept)}` : "";
  print(`${id} is back at its start${note}\n`);
  return exitCodes.passed;
}

function keptFolder(root: string, id: string): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  return join(root, ".bottleneck", "reset", id, stamp);
}

/** Whatever it is, and whatever is in it, keeps being that: nothing is read, no link is followed. */
function move(source: string, kept: string): void {
  try {
    mkdirSync(dirname(kept), { recursive: true });
    renameSync(source, kept);
  } catch (error) {
    throw new SetupError(
      `${source} can't be moved to ${kept}: ${wordsOfFileError(error)}`,
      "move it away yourself, and try again",
    );
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
