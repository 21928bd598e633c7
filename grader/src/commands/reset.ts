import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { loadCourse } from "../exercises/load.ts";
import { selectExercises } from "../exercises/select.ts";
import { exitCodes } from "../exit-codes.ts";

/** Puts the starter back into an exercise's src/. What was there is kept in .bottleneck/. */
export async function resetCommand(id: string, root: string): Promise<number> {
  const [exercise] = selectExercises(await loadCourse(root), [id]);
  if (exercise === undefined) return exitCodes.setup;
  const source = join(exercise.folder, "src");
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const kept = join(root, ".bottleneck", "reset", id, stamp);
  if (existsSync(source)) cpSync(source, kept, { recursive: true });
  const fresh = `${source}.new`;
  cpSync(join(exercise.folder, "baseline"), fresh, { recursive: true });
  rmSync(source, { recursive: true, force: true });
  renameSync(fresh, source);
  process.stdout.write(`${id} is back at its start; what you had is in ${relative(root, kept)}\n`);
  return exitCodes.passed;
}
