import { relative } from "node:path";
import { measureExercise } from "../authoring/measure-exercise.ts";
import { propose } from "../authoring/propose.ts";
import { reportProposals } from "../authoring/report-proposals.ts";
import { loadNamed } from "../course/exercises/select.ts";
import { progressView } from "../reports/progress.ts";
import { styleOf } from "../reports/style.ts";
import { exitCodes } from "./exit-codes.ts";

/** Measures an exercise's versions, prints what its manifest could say, returns the exit code. */
export async function calibrateCommand(id: string, root: string): Promise<number> {
  const exercise = await loadNamed(root, id);
  const manifest = relative(root, exercise.manifest);
  const view = progressView(process.stderr);
  const measured = await measureExercise(exercise, root, (version, progress) =>
    view.show(`${id} ${version}`, progress),
  ).finally(() => view.clear());
  const proposals = propose(measured);
  process.stdout.write(reportProposals({ id, manifest }, proposals, styleOf(process.stdout)));
  return proposals.some(({ isStuck }) => isStuck) ? exitCodes.inconclusive : exitCodes.passed;
}
