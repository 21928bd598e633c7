import { resolve } from "node:path";
import {
  checkExercise,
  type LeftOut,
  type Thoroughness,
} from "../authoring/check/check-exercise.ts";
import { instrumentsOf } from "../authoring/check/instruments.ts";
import type { RuleResult } from "../authoring/check/rule.ts";
import { pagesAreDrawn } from "../authoring/check/rules-of-course.ts";
import { writePages } from "../authoring/figures/generated-pages.ts";
import { refuseWithoutSolutions } from "../authoring/figures/sealed-figures.ts";
import { ExerciseError, SetupError } from "../contract/errors.ts";
import { plural } from "../contract/format.ts";
import {
  type BrokenExercise,
  type Course,
  type LoadedExercise,
  loadCourse,
} from "../course/exercises/load.ts";
import { selectExercises } from "../course/exercises/select.ts";
import { WorkerFailed } from "../engine/sandbox/sandbox.ts";
import { paint, printable, type Style } from "../reports/style.ts";
import { baselineError } from "./grading/baseline-error.ts";
import { courseOption, type DefineCommand, idsArgument } from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import type { ProgressView } from "./terminal/progress.ts";
import { print, printedStyle, shownProgress } from "./terminal/terminal.ts";

/** What a person asked for on the command line. */
export interface CheckOptions extends Thoroughness {
  readonly ids: readonly string[];
  /** Run every fourth exercise even if it is unchanged: which one of the four, as any count. */
  readonly fourth: string | undefined;
}

/**
 * Checks exercises rule by rule, prints each finding, keeps what was measured, and returns the exit
 * code.
 */
export async function checkCommand(options: CheckOptions, root: string): Promise<number> {
  const { ids, write } = options;
  if (write) refuseWithoutSolutions(root);
  const isForced = forcedBy(options);
  const course = await loadCourse(root);
  const style = printedStyle();
  // The pages of the docs show all exercises: none can be drawn while one is broken.
  const isAsked = ({ id }: { id: string }) => write || ids.length === 0 || ids.includes(id);
  const broken = course.broken.filter(isAsked);
  const checked: Checked[] = broken.map((one) => ({ id: one.id, finding: cantBeLoaded(one) }));
  for (const { finding } of checked) printRule(finding, style);
  const unchanged: string[] = [];
  for (const exercise of soundOnes(course, ids, broken)) {
    printName(exercise, style);
    const force = isForced(course.exercises.indexOf(exercise));
    for await (const found of findingsOf(exercise, course, { ...options, force })) {
      if ("leftOut" in found) {
        printLeftOut(found, style);
        if (found.leftOut === "unchanged") unchanged.push(exercise.id);
      } else {
        checked.push({ id: exercise.id, finding: found });
        printRule(found, style);
      }
    }
  }
  if (write && course.broken.length === 0) writePages(course);
  for (const finding of pagesAreDrawn(course)) {
    printName({ id: "the course" }, style);
    checked.push({ id: "", finding });
    printRule(finding, style);
  }
  printSummary(checked, unchanged.length, style);
  return checked.every(({ finding }) => finding.holds) ? exitCodes.passed : exitCodes.failed;
}

/**
 * Which exercises are run though nothing of them has changed, by their places in the course.
 *
 * @throws SetupError for a fourth that is no count
 */
function forcedBy({ force, fourth }: CheckOptions): (place: number) => boolean {
  if (fourth === undefined) return () => force;
  if (!/^\d+$/.test(fourth)) {
    throw new SetupError(
      `--fourth takes a count, such as the day of the year, and "${fourth}" is none`,
      "npm run check -- --fourth 17 runs the exercises at the places 1, 5, 9, ...",
    );
  }
  return (place) => force || place % 4 === Number(fourth) % 4;
}

/** A finding about the exercise of this id; about the whole course without one. */
interface Checked {
  readonly id: string;
  readonly finding: RuleResult;
}

/** What does not hold, once more where it stands far above, and the counts. */
function printSummary(checked: readonly Checked[], unchanged: number, style: Style): void {
  const failed = Map.groupBy(
    checked.filter(({ finding }) => !finding.holds),
    ({ id }) => id,
  );
  const exercises = new Set(checked.map(({ id }) => id).filter((id) => id !== ""));
  if (failed.size > 0 && exercises.size > 1) {
    print("\nWhat does not hold:\n");
    for (const [id, findings] of failed) {
      printName({ id: id || "the course" }, style);
      for (const { finding } of findings) printRule(finding, style);
    }
    const ids = [...failed.keys()].filter((id) => id !== "");
    print(
      `\n  again  npm run check -- ${ids.length === 0 ? "--texts" : `${ids.join(" ")} --force`}\n`,
    );
  }
  const count = [...failed.values()].flat().length;
  const left =
    unchanged === 0 ? "" : `; ${plural(unchanged, "exercise")} unchanged and not run again`;
  print(`\n${checked.length - count} rules hold, ${count} do not${left}\n`);
}

function cantBeLoaded({ manifest, problems }: BrokenExercise): RuleResult {
  return {
    rule: `${manifest} can be loaded`,
    holds: false,
    figure: problems.join("; "),
    fix: "fix the manifest; grader/src/contract/exercise.ts says what it holds",
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

/** The findings of all rules, up to what stops them. */
async function* findingsOf(
  exercise: LoadedExercise,
  course: Course,
  how: Thoroughness,
): AsyncGenerator<RuleResult | LeftOut> {
  const view = shownProgress();
  const onProgress = (of: string, progress: Parameters<ProgressView["show"]>[1]) =>
    view.show(`${exercise.id} ${of}`, progress);
  try {
    const found = checkExercise(course, exercise, how, (onGraded) =>
      instrumentsOf(exercise, { onProgress, onGraded }),
    );
    for await (const finding of found) {
      view.clear();
      yield finding;
    }
  } catch (error) {
    view.clear();
    yield stoppedBy(error, exercise);
  }
}

/** What keeps an exercise from being run at all is for its author to fix, and the first thing. */
function stoppedBy(error: unknown, exercise: LoadedExercise): RuleResult {
  const broken = error instanceof WorkerFailed ? baselineError(exercise, error) : error;
  if (!(broken instanceof ExerciseError)) throw error;
  return {
    rule: "every other rule can be checked",
    holds: false,
    figure: broken.message,
    fix: broken.next,
  };
}

function printName({ id }: Pick<LoadedExercise, "id">, style: Style): void {
  print(`${paint(style, "bold", id)}\n`);
}

function printLeftOut({ leftOut, since }: LeftOut, style: Style): void {
  const what =
    leftOut === "unchanged"
      ? `unchanged since ${since}, when every rule held; --force runs it again`
      : "nothing was run";
  print(`  ${paint(style, "dim", `- ${what}`)}\n`);
}

function printRule({ rule, holds, figure, fix }: RuleResult, style: Style): void {
  const mark = holds ? paint(style, "green", "✓") : paint(style, "red", "✗");
  print(`  ${mark} ${rule}\n      ${paint(style, "dim", printable(figure))}\n`);
  if (!holds) print(`      next: ${printable(fix)}\n`);
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("check")
    .description("Check the course itself: every exercise against its baseline and our solutions.")
    .addArgument(idsArgument())
    .option(
      "--write",
      "keep the figures beside the solutions and redraw the pages that show them",
      false,
    )
    .option("--texts", "only read files: run and measure nothing", false)
    .option("--force", "run exercises again that have not changed since they passed", false)
    .option(
      "--fourth <number>",
      "run every fourth exercise even if unchanged, starting at this one",
    )
    .addOption(courseOption())
    .action(async (ids, { course, ...options }) =>
      finish(await checkCommand({ ids, fourth: undefined, ...options }, resolve(course))),
    );
};
