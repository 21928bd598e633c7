import { contextOf } from "../authoring/context.ts";
import { figuresOf } from "../authoring/figures.ts";
import { instrumentsOf } from "../authoring/instruments.ts";
import { keepFigures, refuseWithoutSolutions, writePages } from "../authoring/keep-figures.ts";
import type { Finding } from "../authoring/rule.ts";
import { rules } from "../authoring/rules.ts";
import { ExerciseError } from "../errors.ts";
import {
  type BrokenExercise,
  type Course,
  type LoadedExercise,
  loadCourse,
} from "../exercises/load.ts";
import { selectExercises } from "../exercises/select.ts";
import { exitCodes } from "../exit-codes.ts";
import { type ProgressView, progressView } from "../reports/progress.ts";
import { paint, printable, type Style, styleOf } from "../reports/style.ts";
import type { GradingResult, Subject } from "../result.ts";
import { WorkerFailed } from "../sandbox/sandbox.ts";
import { baselineError } from "./baseline-error.ts";

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
  if (write) refuseWithoutSolutions(root);
  const course = await loadCourse(root);
  const style = styleOf(process.stdout);
  // The pages of the docs show all exercises: none can be drawn while one is broken.
  const isAsked = ({ id }: { id: string }) => write || ids.length === 0 || ids.includes(id);
  const broken = course.broken.filter(isAsked);
  const checked: Checked[] = broken.map((one) => ({ id: one.id, finding: cantBeLoaded(one) }));
  for (const { finding } of checked) print(finding, style);
  for (const exercise of soundOnes(course, ids, broken)) {
    printName(exercise, style);
    for await (const finding of findingsOf(exercise, course, write)) {
      checked.push({ id: exercise.id, finding });
      print(finding, style);
    }
  }
  if (write && course.broken.length === 0) writePages(course);
  printSummary(checked, style);
  return checked.every(({ finding }) => finding.holds) ? exitCodes.passed : exitCodes.failed;
}

/** A finding about the exercise of this id. */
interface Checked {
  readonly id: string;
  readonly finding: Finding;
}

/** What does not hold, once more where it stands far above, and the count. */
function printSummary(checked: readonly Checked[], style: Style): void {
  const failed = Map.groupBy(
    checked.filter(({ finding }) => !finding.holds),
    ({ id }) => id,
  );
  if (failed.size > 0 && new Set(checked.map(({ id }) => id)).size > 1) {
    process.stdout.write("\nWhat does not hold:\n");
    for (const [id, findings] of failed) {
      printName({ id }, style);
      for (const { finding } of findings) print(finding, style);
    }
    process.stdout.write(`\n  again  npm run check -- ${[...failed.keys()].join(" ")}\n`);
  }
  const count = [...failed.values()].flat().length;
  process.stdout.write(`\n${checked.length - count} rules hold, ${count} do not\n`);
}

function cantBeLoaded({ manifest, problems }: BrokenExercise): Finding {
  return {
    rule: `${manifest} can be loaded`,
    holds: false,
    figure: problems.join("; "),
    mend: "mend the manifest; grader/src/contract/exercise.ts says what it holds",
  };
}

/** Of those asked for; when they are all broken, none is left, which is not the same as all. */
function soundOnes(
  course: Course,
  ids: readonly string[],
  broken: readonly BrokenExercise[],
): readonly LoadedExercise[] {
  const others = ids.filter((id) => broken.every((one) => one.id !== id));
  return ids.length > 0 && others.length === 0 ? [] : selectExercises(course, others);
}

/** The findings of all rules; then the figures are kept, unless something stopped the rules. */
async function* findingsOf(
  exercise: LoadedExercise,
  course: Course,
  write: boolean,
): AsyncGenerator<Finding> {
  const view = progressView(process.stderr);
  const results = new Map<Subject, GradingResult>();
  const instruments = instrumentsOf(exercise, {
    onProgress: (of, progress) => view.show(`${exercise.id} ${of}`, progress),
    onGraded: (result) => results.set(result.subject, result),
  });
  const context = contextOf(course, exercise, instruments);
  try {
    for (const rule of rules) yield* cleared(rule(context), view);
  } catch (error) {
    view.clear();
    yield stoppedBy(error, exercise);
    return;
  }
  const figures = figuresOf([...results.values()]);
  if (figures !== undefined) keepFigures(figures, course.root, write);
}

/** Takes the live line away before each finding is printed. */
async function* cleared(
  findings: AsyncIterable<Finding> | Iterable<Finding>,
  view: ProgressView,
): AsyncGenerator<Finding> {
  for await (const finding of findings) {
    view.clear();
    yield finding;
  }
}

/** What keeps an exercise from being run at all is for its author to mend, and the first thing. */
function stoppedBy(error: unknown, exercise: LoadedExercise): Finding {
  const broken = error instanceof WorkerFailed ? baselineError(exercise, error) : error;
  if (!(broken instanceof ExerciseError)) throw error;
  return {
    rule: "every other rule can be checked",
    holds: false,
    figure: broken.message,
    mend: broken.next,
  };
}

function printName({ id }: Pick<LoadedExercise, "id">, style: Style): void {
  process.stdout.write(`${paint(style, "bold", id)}\n`);
}

function print({ rule, holds, figure, mend }: Finding, style: Style): void {
  const mark = holds ? paint(style, "green", "✓") : paint(style, "red", "✗");
  process.stdout.write(`  ${mark} ${rule}\n      ${paint(style, "dim", printable(figure))}\n`);
  if (!holds) process.stdout.write(`      next: ${printable(mend)}\n`);
}
