import { relative, resolve } from "node:path";
import { ExerciseError, SetupError } from "../contract/errors.ts";
import {
  type BrokenExercise,
  type Course,
  type LoadedExercise,
  loadCourse,
} from "../course/exercises/load.ts";
import { selectExercises } from "../course/exercises/select.ts";
import { thorough } from "../engine/measurement/schedule.ts";
import { prepareReader } from "../engine/reading/reader.ts";
import { type Isolation, strongestIsolation } from "../engine/sandbox/isolation.ts";
import { WorkerFailed } from "../engine/sandbox/sandbox.ts";
import { formats } from "../reports/formats.ts";
import type { Reported } from "../reports/reported.ts";
import { reportSummary } from "../reports/summary-table.ts";
import { reportEvidence, reportVerdict } from "../reports/terminal.ts";
import { baselineError } from "./grading/baseline-error.ts";
import { gradeOne } from "./grading/grade-one.ts";
import type { GradeOptions } from "./grading/options.ts";
import { formatOption, isolationOption } from "./grading/options.ts";
import { openSession, type Session, warn } from "./grading/session.ts";
import { typePolicyOf, typesOption } from "./grading/types.ts";
import {
  courseOption,
  type DefineCommand,
  idsArgument,
  referenceOption,
} from "./terminal/command-line.ts";
import { exitCodes } from "./terminal/exit-codes.ts";
import { print, printedStyle } from "./terminal/terminal.ts";

/** Grades exercises one after the other, reports each, and returns the exit code. */
export async function gradeCommand(options: GradeOptions, root: string): Promise<number> {
  prepareReader();
  const course = await loadCourse(root);
  const exercises = selectExercises(course, options.ids);
  if (exercises.length === 0 && course.broken.length === 0) {
    throw new SetupError(`there is no exercise in ${root}`, "run this in a copy of the course");
  }
  const isolation = chooseIsolation(options.isolation);
  const show = (text: string) => options.format ?? print(text);
  const style = printedStyle();
  const types = options.types ?? typePolicyOf(root);
  const session = openSession(root, isolation, options.record, (verdict) =>
    show(reportVerdict(verdict, style)),
  );
  reportBroken(course, options, session);
  for (const exercise of exercises) {
    const reported = await gradeUnlessBroken(exercise, { ...options, types }, session);
    if (reported === undefined) continue;
    session.reported.push(reported);
    show(`${reportEvidence(reported, style, root)}\n`);
  }
  session.store?.close();
  return conclude(options, session);
}

/** @throws SetupError when bubblewrap is asked for and does not work here */
function chooseIsolation(asked: Isolation | undefined): Isolation {
  const strongest = strongestIsolation();
  if (asked === "bubblewrap" && strongest !== "bubblewrap") {
    throw new SetupError(
      "bubblewrap does not work here, and without it code of strangers is not safe to run",
      "install it (Debian: apt install bubblewrap), or grade trusted code with --isolation permissions",
    );
  }
  return asked ?? strongest;
}

/** A broken exercise matters when all are graded; otherwise nobody asked for it. */
function reportBroken(course: Course, options: GradeOptions, session: Session): void {
  if (options.ids.length > 0) return;
  for (const broken of course.broken) warn(brokenError(broken, course.root), session);
}

function brokenError(broken: BrokenExercise, root: string): SetupError {
  return new SetupError(
    `${relative(root, broken.manifest)} is broken: ${broken.problems.join("; ")}`,
    "fix it; the other exercises are graded without it",
  );
}

/** Undefined for an exercise that turns out to be broken: that is said, and the others are graded. */
async function gradeUnlessBroken(
  exercise: LoadedExercise,
  options: GradeOptions,
  session: Session,
): Promise<Reported | undefined> {
  try {
    return await gradeOne(exercise, options, session);
  } catch (error) {
    if (error instanceof ExerciseError) warn(error, session);
    else if (error instanceof WorkerFailed) warn(baselineError(exercise, error), session);
    else throw error;
    return undefined;
  }
}

function conclude(options: GradeOptions, session: Session): number {
  const { reported, problems } = session;
  const results = reported.map(({ result }) => result);
  if (options.format) print(formats[options.format].render(reported));
  else if (results.length > 1) print(reportSummary(results, printedStyle()));
  if (problems.length > 0) return exitCodes.setup;
  return exitCodes.of(results.map(({ outcome }) => outcome.outcome));
}

export const define: DefineCommand = (program, finish) => {
  program
    .command("grade")
    .description(
      "Check the answers, measure the speedup, give a verdict, show where the time goes.",
    )
    .addArgument(idsArgument())
    .option("--json", "the same as --format json", false)
    .addOption(formatOption())
    .addOption(referenceOption())
    .option("--force", "measure again, even if this code was graded before", false)
    .option(
      "--thorough",
      `measure for longer: up to ${thorough.mostForks} forks, ${thorough.totalMs / 1000} s in all`,
      false,
    )
    .option("--no-evidence", "give only the verdicts: no profiles, no flame graphs")
    .option("--no-record", "don't read or write the record of gradings")
    .option("--require-diagnosis", "grade only exercises you diagnosed correctly", false)
    .addOption(typesOption())
    .addOption(isolationOption())
    .addOption(courseOption())
    .addHelpText(
      "after",
      "\nExit codes: 0 all passed, 1 something failed, 2 usage or set-up, 3 inconclusive.",
    )
    .action(async (ids, { course, json, format = json ? "json" : undefined, ...options }) =>
      finish(await gradeCommand({ ids, format, ...options }, resolve(course))),
    );
};
