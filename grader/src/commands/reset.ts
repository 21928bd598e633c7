import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { loadNamed } from "../course/exercises/select.ts";
import { exitCodes } from "./exit-codes.ts";

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
  process.stdout.write(`${id} is back at its start${note}\n`);
  return exitCodes.passed;
}
