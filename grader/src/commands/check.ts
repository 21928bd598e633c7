import { figuresOf } from "../authoring/figures.ts";
import { keepFigures, writeCalibrationPage } from "../authoring/keep-figures.ts";
import { contextOf, type Finding, rules } from "../authoring/rules.ts";
import { type LoadedExercise, loadCourse } from "../exercises/load.ts";
import { selectExercises } from "../exercises/select.ts";
import { exitCodes } from "../exit-codes.ts";
import { quick } from "../measurement/schedule.ts";
import { grade } from "../pipeline.ts";
import { newProvenance } from "../provenance.ts";
import { progressView } from "../reports/progress.ts";
import { paint, printable, type Style, styleOf } from "../reports/style.ts";
import type { GradingResult } from "../result.ts";
import { processSandbox } from "../sandbox/process-sandbox.ts";
import { importsAllowedBy, takeSubmission } from "../staging/submission.ts";

/**
 * Checks exercises rule by rule, prints each finding, keeps what was measured, and returns the exit
 * code.
 *
 * @param write also put the figures beside the solutions and into the docs
 */
export async function checkCommand(
  ids: readonly string[],
  write: boolean,
  root: string,
): Promise<number> {
  const course = await loadCourse(root);
  const style = styleOf(process.stdout);
  const findings = course.broken.map(({ manifest, problems }) => ({
    rule: `${manifest} can be loaded`,
    holds: false,
    figure: problems.join("; "),
  }));
  for (const finding of findings) print(finding, style);
  for (const exercise of selectExercises(course, ids)) {
    process.stdout.write(`${paint(style, "bold", exercise.id)}\n`);
    const results: GradingResult[] = [];
    for await (const finding of findingsOf(exercise, root, results)) {
      findings.push(finding);
      print(finding, style);
    }
    const figures = figuresOf(results);
    if (figures !== undefined) keepFigures(figures, root, write);
  }
  if (write) writeCalibrationPage(root);
  const failed = findings.filter(({ holds }) => !holds).length;
  process.stdout.write(`\n${findings.length - failed} rules hold, ${failed} do not\n`);
  return failed === 0 ? exitCodes.passed : exitCodes.failed;
}

/** @param results receives every grading that a rule asked for */
async function* findingsOf(
  exercise: LoadedExercise,
  root: string,
  results: GradingResult[],
): AsyncGenerator<Finding> {
  const view = progressView(process.stderr);
  const context = contextOf(root, exercise, async (subject, folder) => {
    const taken = takeSubmission(folder, importsAllowedBy(exercise.definition));
    const provenance = newProvenance();
    const request = { exercise, subject, taken, provenance, schedule: quick };
    const result = await grade(request, {
      sandbox: processSandbox,
      now: () => performance.now(),
      onProgress: (progress) => view.show(`${exercise.id} ${subject}`, progress),
      evidence: { drawFlamegraph, folderOf: () => undefined },
    });
    view.clear();
    results.push(result);
    return result;
  });
  for (const rule of rules) yield* rule(context);
}

/** Pages are drawn when a person grades; here only the profile counts. */
const drawFlamegraph = async () => ({ state: "missing" as const, why: "not drawn by check" });

function print({ rule, holds, figure }: Finding, style: Style): void {
  const mark = holds ? paint(style, "green", "✓") : paint(style, "red", "✗");
  process.stdout.write(`  ${mark} ${rule}\n      ${paint(style, "dim", printable(figure))}\n`);
}
