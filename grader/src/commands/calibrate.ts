import { relative, resolve } from "node:path";
import { measureExercise } from "../authoring/calibrate/measure-exercise.ts";
import { propose } from "../authoring/calibrate/propose.ts";
import { reportProposals } from "../authoring/calibrate/report-proposals.ts";
import { loadNamed } from "../course/exercises/select.ts";
import { courseOption, type DefineCommand, idArgument } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print, printedStyle, shownProgress } from "./terminal/terminal.ts";

/** Measures an exercise's versions, prints what its manifest could say, returns the exit code. */
export async function calibrateCommand(id: string, root: string): Promise<number> {
  const exercise = await loadNamed(root, id);
  const manifest = relative(root, exercise.manifest);
  const view = shownProgress();
  const measured = await measureExercise(exercise, root, (version, progress) =>
    view.show(`${id} ${version}`, progress),
  ).finally(() => view.clear());
  const proposals = propose(measured);
  print(reportProposals({ id, manifest }, proposals, printedStyle()));
  return proposals.some(({ isStuck }) => isStuck) ? exitCodes.inconclusive : exitCodes.passed;
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("calibrate")
    .description("Measure an exercise's versions and propose sizes, target, stretch and growth.")
    .addArgument(idArgument())
    .addOption(courseOption())
    .addHelpText(
      "after",
      "\nNo file is changed.\nExit codes: 0 everything was proposed, 3 something could not be, 2 usage or set-up.",
    )
    .action(async (id, { course }) => finish(await calibrateCommand(id, resolve(course))));
};
