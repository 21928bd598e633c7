import { join } from "node:path";
import { ExerciseError } from "../../contract/errors.ts";
import { findSolutions } from "../../course/exercises/course.ts";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import { type Submission, takeOwn } from "../../course/staging/submission.ts";
import { type Measurement, speedupOf } from "../../engine/measurement/measurement.ts";
import { type GradingSchedule, quick } from "../../engine/measurement/schedule.ts";
import { metrics } from "../../engine/metrics/index.ts";
import { WorkerFailed } from "../../engine/sandbox/sandbox.ts";
import type { BoundResult } from "../../engine/verdict/outcome.ts";
import { growthOfSide } from "../../grading/performance.ts";
import type { Progress } from "../../grading/progress.ts";
import { newProvenance } from "../../grading/provenance.ts";
import type { Subject } from "../../grading/result.ts";
import { explainOutcome } from "../../reports/verdict.ts";
import { gradeOwn, withOwn } from "../check/own-versions.ts";
import type { MeasuredExercise } from "./proposal.ts";
import { growthSizeFor } from "./propose-growth.ts";

/**
 * A proposal needs a speedup and its interval, and no verdict on the target that is to be replaced:
 * three forks, or as many as fit into the time. One of live bytes calls the entry 192 times.
 */
const schedule: GradingSchedule = {
  ...quick,
  ...{ fewestForks: 3, fewestClearForks: 3, mostForks: 3 },
  ...{ leastForks: 1, budgetMs: 4000 },
};

/** Tells what is being measured, of which version. */
type OnProgress = (version: string, progress: Progress) => void;

/** One of our versions of an exercise. */
interface OwnVersion {
  readonly name: string;
  readonly subject: Subject;
  readonly submission: Submission;
}

/**
 * Grades the baseline, every partial fix and the reference as `check` does, and measures how the
 * time of each grows, whether or not the goal asks for that.
 *
 * @throws ExerciseError without a reference, and for a version whose speedup can't be measured
 */
export async function measureExercise(
  exercise: LoadedExercise,
  root: string,
  onProgress: OnProgress,
): Promise<MeasuredExercise> {
  const { goal, input } = exercise.definition;
  const versions = await versionsOf(exercise, root);
  const gradeNext = (version: OwnVersion) => gradeVersion(exercise, version, onProgress);
  const baseline = await gradeNext(versions.baseline);
  const partials = await inTurn(versions.partials, (version) =>
    gradeVersion(withEveryBound(exercise), version, onProgress),
  );
  const reference = await gradeNext(versions.reference);
  const growthSize = growthSizeFor(input.sizes.time, cpuMsOf(baseline), cpuMsOf(reference));
  const measureNext = async ({ version, measurement, isOverABound }: GradedVersion) => {
    onProgress(version.name, { stage: "measuring", done: 0, total: 1 });
    const exponent = await exponentOf(exercise, version, growthSize);
    return { name: version.name, speedup: speedupOf(measurement), isOverABound, exponent };
  };
  return {
    goal,
    sizes: input.sizes,
    baselineMs: msOnTheRightClock(baseline.measurement, exercise),
    growthSize,
    baseline: await measureNext(baseline),
    partials: await inTurn(partials, measureNext),
    reference: await measureNext(reference),
  };
}

/** Bounds are only measured of what meets the target, which is what is to be proposed. */
function withEveryBound(exercise: LoadedExercise): LoadedExercise {
  const { definition } = exercise;
  return { ...exercise, definition: { ...definition, goal: { ...definition.goal, target: 1 } } };
}

const cpuMsOf = ({ measurement }: GradedVersion) => measurement.perCall.candidate.cpuMs;

async function versionsOf(exercise: LoadedExercise, root: string) {
  const solutions = findSolutions(root, exercise.id);
  if (solutions.reference === undefined) {
    throw new ExerciseError(
      `there is no reference for ${exercise.id} in this copy of the course`,
      `write one into solutions/${exercise.id}/src/`,
    );
  }
  const baseline = join(exercise.folder, "baseline");
  return {
    baseline: await ownVersion(exercise, "baseline", "your code", baseline),
    partials: await Promise.all(
      [...solutions.partial].map(([name, folder]) =>
        ownVersion(exercise, `partial/${name}`, `partial/${name}`, folder),
      ),
    ),
    reference: await ownVersion(exercise, "reference", "reference", solutions.reference),
  };
}

async function ownVersion(
  exercise: LoadedExercise,
  name: string,
  subject: Subject,
  folder: string,
): Promise<OwnVersion> {
  return { name, subject, submission: await takeOwn(exercise, folder, name) };
}

interface GradedVersion {
  readonly version: OwnVersion;
  readonly measurement: Measurement;
  readonly isOverABound: boolean;
}

async function gradeVersion(
  exercise: LoadedExercise,
  version: OwnVersion,
  onProgress: OnProgress,
): Promise<GradedVersion> {
  const { name, subject, submission } = version;
  const taken = { state: "taken" as const, submission };
  const result = await gradeOwn({ exercise, subject, taken, schedule }, (progress) =>
    onProgress(name, progress),
  );
  const { outcome } = result;
  if (!("measurement" in outcome)) throw notMeasured(exercise, name, explainOutcome(result));
  const isOverABound = (result.bounds ?? []).some(isOver);
  return { version, measurement: outcome.measurement, isOverABound };
}

/** By the estimate: too few forks are measured for a verdict. */
const isOver = ({ atMost, measurement }: BoundResult) =>
  1 / speedupOf(measurement).estimate > atMost;

function notMeasured({ id }: LoadedExercise, name: string, why: string): ExerciseError {
  return new ExerciseError(
    `the speed of ${name} can't be measured: ${why}`,
    `see npm run check -- ${id}`,
  );
}

/** Fewer where the goal is no time: then growth is of less interest, and calls may be slow. */
function growthRounds({ definition }: LoadedExercise): number {
  return metrics[definition.goal.metric].clock === "none" ? 2 : 6;
}

/** Undefined for a server, whose calls wait, and for a version too slow at the largest size. */
async function exponentOf(
  exercise: LoadedExercise,
  { submission }: OwnVersion,
  size: number,
): Promise<number | undefined> {
  if (exercise.definition.entryKind === "server") return undefined;
  // No limit is asked about yet: this one is near no exponent, so that one process is enough.
  const growth = { size, below: Number.MAX_VALUE };
  const cpu = newProvenance().pinnedTo[0];
  try {
    const measured = await withOwn(exercise, submission, (bench) =>
      growthOfSide(bench, "candidate", growth, { cpu, rounds: growthRounds(exercise) }),
    );
    return measured.exponent;
  } catch (error) {
    if (error instanceof WorkerFailed) return undefined;
    throw error;
  }
}

function msOnTheRightClock({ perCall }: Measurement, { definition }: LoadedExercise): number {
  const { cpuMs, wallMs } = perCall.baseline;
  return metrics[definition.goal.metric].clock === "wall" ? wallMs : cpuMs;
}

/** One after the other: side by side they would disturb each other. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
