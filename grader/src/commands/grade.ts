import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { ExerciseError, SetupError } from "../errors.ts";
import { findSolutions } from "../exercises/course.ts";
import {
  type BrokenExercise,
  type Course,
  type LoadedExercise,
  loadCourse,
} from "../exercises/load.ts";
import { selectExercises } from "../exercises/select.ts";
import { exitCodes } from "../exit-codes.ts";
import { quick, thorough } from "../measurement/schedule.ts";
import { type GradingTools, grade } from "../pipeline.ts";
import { drawFlamegraph } from "../profilers/zero-x.ts";
import { machineAndVersions, newProvenance } from "../provenance.ts";
import { reportJson } from "../reports/json.ts";
import { type ProgressView, progressView } from "../reports/progress.ts";
import type { Reported } from "../reports/reported.ts";
import { styleOf } from "../reports/style.ts";
import { reportResult, reportSummary } from "../reports/terminal.ts";
import type { GradingResult } from "../result.ts";
import { type Isolation, strongestIsolation } from "../sandbox/isolation.ts";
import { processSandboxWith } from "../sandbox/process-sandbox.ts";
import { WorkerFailed } from "../sandbox/sandbox.ts";
import { importsAllowedBy, takeSubmission } from "../staging/submission.ts";
import { type GradingKey, openStore, type Store } from "../store/store.ts";

/** What a person asked for on the command line. */
export interface GradeOptions {
  readonly ids: readonly string[];
  /** Records on stdout, everything else on stderr. */
  readonly json: boolean;
  /** Grade our references instead of the student's files. */
  readonly reference: boolean;
  /** Measure even what the record knows. */
  readonly force: boolean;
  /** Measure for longer before calling a grading inconclusive. */
  readonly thorough: boolean;
  /** What keeps submissions from this machine; undefined for the strongest that works here. */
  readonly isolation: Isolation | undefined;
  /** Read and write the record of gradings. */
  readonly record: boolean;
}

/** Grades exercises one after the other, reports each, and returns the exit code. */
export async function gradeCommand(options: GradeOptions, root: string): Promise<number> {
  const course = await loadCourse(root);
  const exercises = selectExercises(course, options.ids);
  if (exercises.length === 0 && course.broken.length === 0) {
    throw new SetupError(`there is no exercise in ${root}`, "run this in a copy of the course");
  }
  const isolation = chooseIsolation(options.isolation);
  const session = openSession(options, isolation, root);
  reportBroken(course, options, session);
  for (const exercise of exercises) {
    const reported = await gradeUnlessBroken(exercise, options, session);
    if (reported === undefined) continue;
    session.reported.push(reported);
    if (!options.json)
      process.stdout.write(`${reportResult(reported, styleOf(process.stdout), root)}\n`);
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

interface Session {
  readonly root: string;
  readonly isolation: Isolation;
  readonly store: Store | undefined;
  readonly view: ProgressView;
  readonly reported: Reported[];
  /** Set-up problems that did not stop the grading. */
  readonly problems: SetupError[];
}

function openSession(options: GradeOptions, isolation: Isolation, root: string): Session {
  const problems: SetupError[] = [];
  const open = () => openStore(join(root, ".bottleneck"));
  const store = options.record ? orWarn(problems, open) : undefined;
  return { root, isolation, store, view: progressView(process.stderr), reported: [], problems };
}

/** Without a working record the verdicts still count: its problem is said, and shown by the exit code. */
function orWarn<Result>(problems: SetupError[], work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    warn(error, problems);
    return undefined;
  }
}

function warn(problem: SetupError, problems: SetupError[]): void {
  problems.push(problem);
  process.stderr.write(`warning: ${problem.message}\n  next: ${problem.next}\n`);
}

/** A broken exercise matters when all are graded; otherwise nobody asked for it. */
function reportBroken(course: Course, options: GradeOptions, session: Session): void {
  if (options.ids.length > 0) return;
  for (const broken of course.broken) warn(brokenError(broken, course.root), session.problems);
}

function brokenError(broken: BrokenExercise, root: string): SetupError {
  return new SetupError(
    `${relative(root, broken.manifest)} is broken: ${broken.problems.join("; ")}`,
    "mend it; the other exercises are graded without it",
  );
}

/** Undefined for an exercise that turns out to be broken: that is said, and the others are graded. */
async function gradeUnlessBroken(
  exercise: LoadedExercise,
  options: GradeOptions,
  session: Session,
): Promise<Reported | undefined> {
  try {
    return await gradeOrRecall(exercise, options, session);
  } catch (error) {
    if (error instanceof ExerciseError) warn(error, session.problems);
    else if (error instanceof WorkerFailed) warn(baselineError(exercise, error), session.problems);
    else throw error;
    return undefined;
  }
}

/** Of a candidate's failure the pipeline makes an outcome, so this one is the baseline's. */
function baselineError({ id, folder }: LoadedExercise, { failure }: WorkerFailed): ExerciseError {
  const what = "error" in failure ? failure.error.message : failure.kind;
  return new ExerciseError(`the baseline of ${id} failed: ${what}`, `mend it in ${folder}`);
}

async function gradeOrRecall(
  exercise: LoadedExercise,
  options: GradeOptions,
  session: Session,
): Promise<Reported> {
  const folder = sourceFolder(exercise, options, session.root);
  const taken = takeSubmission(folder, importsAllowedBy(exercise.definition));
  const digest = taken.state === "taken" ? taken.submission.digest : "refused";
  const key = keyOf(exercise, digest);
  const context = {
    sourceFolder: relative(session.root, folder).replaceAll("\\", "/"),
    subject: options.reference ? ("reference" as const) : ("your code" as const),
  };
  const anew = options.force || options.thorough;
  const known = anew || taken.state !== "taken" ? undefined : recall(key, session);
  if (known !== undefined && hasItsPages(known)) {
    return { ...context, result: { ...known, subject: context.subject }, reused: true };
  }
  const tools = gradingTools(exercise, digest, session);
  const provenance = newProvenance(session.isolation);
  const schedule = options.thorough ? thorough : quick;
  const request = { exercise, subject: context.subject, taken, provenance, schedule };
  const result = await grade(request, tools).finally(() => session.view.clear());
  record(key, result, session);
  return { ...context, result, reused: false };
}

function sourceFolder(exercise: LoadedExercise, options: GradeOptions, root: string): string {
  if (!options.reference) return join(exercise.folder, "src");
  const { reference } = findSolutions(root, exercise.id);
  if (reference !== undefined) return reference;
  throw new ExerciseError(
    `there is no reference for ${exercise.id} in this copy of the course`,
    "grade without --reference, or take a copy that has the folder solutions/",
  );
}

function keyOf(exercise: LoadedExercise, digest: string): GradingKey {
  const { grader, node, machine } = machineAndVersions();
  return [exercise.id, exercise.version, digest, grader, node, machine];
}

/** A stored verdict whose flamegraph pages were deleted is measured anew. */
function hasItsPages(result: GradingResult): boolean {
  return Object.values(result.evidence ?? {}).every(
    (side) =>
      side.state === "missing" ||
      side.flamegraph.state === "missing" ||
      existsSync(side.flamegraph.path),
  );
}

function gradingTools(exercise: LoadedExercise, digest: string, session: Session): GradingTools {
  const folder = join(session.root, ".bottleneck", "flamegraphs", exercise.id, digest);
  return {
    sandbox: processSandboxWith(session.isolation),
    now: () => performance.now(),
    onProgress: (progress) => session.view.show(exercise.id, progress),
    evidence: { drawFlamegraph, folder },
  };
}

function recall(key: GradingKey, session: Session): GradingResult | undefined {
  return orWarn(session.problems, () => session.store?.find(key));
}

function record(key: GradingKey, result: GradingResult, session: Session): void {
  orWarn(session.problems, () => session.store?.add(key, result));
}

function conclude(options: GradeOptions, session: Session): number {
  const { reported, problems } = session;
  const results = reported.map(({ result }) => result);
  if (options.json) process.stdout.write(reportJson(reported));
  else if (results.length > 1)
    process.stdout.write(reportSummary(results, styleOf(process.stdout)));
  if (problems.length > 0) return exitCodes.setup;
  return exitCodes.of(results.map(({ outcome }) => outcome.outcome));
}
