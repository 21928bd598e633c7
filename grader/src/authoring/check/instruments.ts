import { join } from "node:path";
import type { Bench } from "../../course/bench.ts";
import type { LoadedExercise } from "../../course/exercises/load.ts";
import { take, takeOwn } from "../../course/staging/submission.ts";
import { type Answer, WorkerFailed } from "../../engine/sandbox/sandbox.ts";
import { gatherCost } from "../../evidence/gather.ts";
import { growthOfSide } from "../../grading/performance.ts";
import type { Progress } from "../../grading/progress.ts";
import { newProvenance } from "../../grading/provenance.ts";
import type { GradingResult } from "../../grading/result.ts";
import { gradeOwn, withOwn } from "./own-versions.ts";
import type { Instruments, ProfiledBaseline } from "./rule.ts";
import { runVisibleTests } from "./run-visible-tests.ts";

/** Whoever watches, and whoever keeps the figures. */
export interface Watcher {
  /** @param of whose work is being done, such as a version's */
  onProgress(of: string, progress: Progress): void;
  /** A version may be graded again, for longer. */
  onGraded(result: GradingResult): void;
}

/** Measures an exercise with real processes. */
export function instrumentsOf(exercise: LoadedExercise, watcher: Watcher): Instruments {
  return {
    grade: gradeWith(exercise, watcher),
    answersOfBaseline: answerWith(exercise, watcher),
    profileBaseline: profileWith(exercise, watcher),
    growthOfBaseline: measureGrowthWith(exercise, watcher),
    runVisibleTests(versions) {
      watcher.onProgress("visible tests", { stage: "running tests", done: 0, total: 1 });
      return runVisibleTests(exercise, versions);
    },
  };
}

function gradeWith(exercise: LoadedExercise, watcher: Watcher): Instruments["grade"] {
  return async (subject, folder, schedule) => {
    const taken = await take(exercise, folder);
    const graded = { exercise, subject, taken, ...(schedule && { schedule }) };
    const result = await gradeOwn(graded, (progress) => watcher.onProgress(subject, progress));
    watcher.onGraded(result);
    return result;
  };
}

/** Of a resource, so that the same question has the same answer. */
const oneEdition = 1;

function answerWith(exercise: LoadedExercise, watcher: Watcher): Instruments["answersOfBaseline"] {
  return (inputs) =>
    withBaseline(exercise, async (bench) => {
      const answers: Answer[] = [];
      const worker = await bench.start("baseline");
      try {
        for (const args of inputs) {
          const so = { done: answers.length, total: inputs.length };
          watcher.onProgress("baseline", { stage: "checking answers", ...so });
          await worker.deliver([bench.shelf.encode(args, oneEdition)]);
          await worker.run();
          answers.push(...(await worker.collect([0])).answers);
        }
        return answers;
      } finally {
        await worker.stop();
      }
    });
}

/** One after the other: beside each other, their samples were seen to fall on other lines. */
function profileWith(exercise: LoadedExercise, watcher: Watcher): Instruments["profileBaseline"] {
  return async (times) => {
    const profiled: ProfiledBaseline[] = [];
    while (profiled.length < times) {
      const so = { done: profiled.length, total: times };
      watcher.onProgress("baseline", { stage: "profiling", ...so });
      profiled.push(await withBaseline(exercise, (bench) => gatherCost(bench, "baseline")));
    }
    return profiled;
  };
}

/** A baseline that breaks a limit on growth takes long at the largest size. */
const slowRounds = 2;

function measureGrowthWith(
  exercise: LoadedExercise,
  watcher: Watcher,
): Instruments["growthOfBaseline"] {
  return async (growth) => {
    watcher.onProgress("baseline's growth", { stage: "measuring", done: 0, total: 1 });
    const how = { cpu: newProvenance().pinnedTo[0], rounds: slowRounds };
    try {
      return await withBaseline(exercise, (bench) => growthOfSide(bench, "baseline", growth, how));
    } catch (error) {
      if (error instanceof WorkerFailed && error.failure.kind === "timed out") return "timed out";
      throw error;
    }
  };
}

/** Does something with the baseline staged, in the place of the candidate too. */
async function withBaseline<Result>(
  exercise: LoadedExercise,
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const submission = await takeOwn(exercise, join(exercise.folder, "baseline"), "the baseline");
  return withOwn(exercise, submission, work);
}
