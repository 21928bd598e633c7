import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { loadNamed } from "../course/exercises/select.ts";
import { courseOption, type DefineCommand } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print } from "./terminal/terminal.ts";

/** Puts the starter back into an exercise's src/. What was there is kept in .bottleneck/. */
export async function resetCommand(id: string, root: string): Promise<number> {
  const exercise = await loadNamed(root, id);
  const source = join(exercise.folder, "src");
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const kept = join(root, ".bottleneck", "reset", id, stamp);
  const hadFiles = existsSync(source);
  if (hadFiles) cpSync(source, kept, { recursive: true });
  const fresh = `${source}.new`;
  rmSync(fresh, { recursive: true, force: true });
  cpSync(join(exercise.folder, "baseline"), fresh, { recursive: true });
  rmSync(source, { recursive: true, force: true });
  renameSync(fresh, source);
  const note = hadFiles ? `; what you had is in ${relative(root, kept)}` : "";
  print(`${id} is back at its start${note}\n`);
  return exitCodes.passed;
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("reset")
    .description("Put the starter back into an exercise's src/; your version is kept.")
    .argument("<id>", "the exercise")
    .addOption(courseOption())
    .action(async (id, { course }) => finish(await resetCommand(id, resolve(course))));
};
