import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hotSpotOf } from "../evidence/evidence.ts";
import { findSolutions, type Solutions } from "../exercises/course.ts";
import type { LoadedExercise } from "../exercises/load.ts";
import { formatChance, formatRatio, formatShare } from "../format.ts";
import { speedupOf } from "../measurement/measurement.ts";
import { metrics } from "../metrics/index.ts";
import { explainOutcome } from "../reports/verdict.ts";
import type { GradingResult, Subject } from "../result.ts";
import { importsAllowedBy, takeSubmission } from "../staging/submission.ts";
import type { OutcomeName } from "../verdict/outcome.ts";
import { chances } from "./figures.ts";

/** Whether one rule holds for one exercise. */
export interface Finding {
  /** The rule, as a sentence that is true when it holds. */
  readonly rule: string;
  readonly holds: boolean;
  /** What was seen. */
  readonly figure: string;
}

/** What rules may look at. */
export interface RuleContext {
  readonly exercise: LoadedExercise;
  readonly solutions: Solutions;
  /** Grades a folder in the place of the student's. */
  grade(subject: Subject, folder: string): Promise<GradingResult>;
}

/**
 * How far above the target a reference must be, and how far below a starter must stay: closer to
 * it, honest students land where a verdict is inconclusive. Wall time varies more.
 */
const referenceHeadroom = 2;
const referenceHeadroomOnWallTime = 3;
const starterAtMost = 0.67;

/** Of gradings of one of our versions. */
const mostWrongVerdicts = 0.01;

type Rule = (context: RuleContext) => AsyncGenerator<Finding> | Generator<Finding>;

/** Every rule of a sound exercise, cheap ones first. */
export const rules: readonly Rule[] = [
  texts,
  starterIsBaseline,
  starterIsTooSlow,
  partialsFallShort,
  referencePasses,
  wrongAnswersAreRefused,
];

/** The context of an exercise of the course at `root`. */
export function contextOf(
  root: string,
  exercise: LoadedExercise,
  grade: RuleContext["grade"],
): RuleContext {
  return { exercise, solutions: findSolutions(root, exercise.id), grade };
}

function* texts({ exercise, solutions }: RuleContext): Generator<Finding> {
  const { hints, origin } = exercise.definition;
  for (const file of ["README.md", "exercise.test.ts", "package.json"]) {
    yield fileIsThere(file, join(exercise.folder, file));
  }
  yield {
    rule: "a walkthrough explains the solution",
    holds: solutions.walkthrough !== undefined,
    figure: solutions.walkthrough === undefined ? "WALKTHROUGH.md is missing" : "present",
  };
  yield {
    rule: "hints and origin are present",
    holds: hints.length >= 3 && origin.url !== "",
    figure: `${hints.length} hints, ${origin.url}`,
  };
}

function fileIsThere(name: string, path: string): Finding {
  const isThere = existsSync(path) && readFileSync(path, "utf8").trim() !== "";
  return { rule: `${name} is present`, holds: isThere, figure: isThere ? "present" : "missing" };
}

function* starterIsBaseline({ exercise }: RuleContext): Generator<Finding> {
  const modules = importsAllowedBy(exercise.definition);
  const [starter, baseline] = ["src", "baseline"].map((side) =>
    takeSubmission(join(exercise.folder, side), modules),
  );
  const bothTaken = starter?.state === "taken" && baseline?.state === "taken";
  const holds = bothTaken && starter.submission.digest === baseline.submission.digest;
  yield {
    rule: "the starter equals the baseline",
    holds,
    figure: holds ? "byte for byte" : "src/ and baseline/ differ, or one can't be used",
  };
}

async function* starterIsTooSlow({ exercise, grade }: RuleContext): AsyncGenerator<Finding> {
  const result = await grade("your code", join(exercise.folder, "baseline"));
  const { outcome } = result;
  const atMost = exercise.definition.goal.target * starterAtMost;
  yield {
    rule: `the starter is too slow with headroom (${formatRatio(atMost)} or less)`,
    holds: outcome.outcome === "too slow" && speedupOf(outcome.measurement).estimate <= atMost,
    figure: explainOutcome(result),
  };
  yield verdictIsSafe("starter", result);
  yield hotSpotIsWherePlanted(exercise, result);
}

function verdictIsSafe(name: string, result: GradingResult): Finding {
  const { wrong, inconclusive } = chances(result);
  return {
    rule: `a grading of the ${name} has a wrong verdict in less than ${formatChance(mostWrongVerdicts)} of cases`,
    holds: wrong < mostWrongVerdicts,
    figure: `wrong ${formatChance(wrong)}, inconclusive ${formatChance(inconclusive)}`,
  };
}

function hotSpotIsWherePlanted(exercise: LoadedExercise, result: GradingResult): Finding {
  const { function: name, file, lines } = exercise.definition.diagnosis;
  const rule = `the hot spot is ${name} in ${file}, lines ${lines.join("-")}`;
  const hot = hotSpotOf(result.evidence?.baseline);
  if (hot === undefined) return { rule, holds: false, figure: "no profile shows one" };
  const line = hot.line?.line ?? 0;
  const isThere = hot.function.name === name && hot.function.file === file;
  return {
    rule,
    holds: isThere && lines[0] <= line && line <= lines[1],
    figure: `${hot.function.name} line ${line}, ${formatShare(hot.function.share)} of the time`,
  };
}

/** How an honest half-fix may end: each names something that is asked for and not reached. */
const fallsShort: readonly OutcomeName[] = ["too slow", "over a bound", "grows too fast"];

async function* partialsFallShort({ solutions, grade }: RuleContext): AsyncGenerator<Finding> {
  yield atLeastOne("partial fix", solutions.partial.size);
  for (const [name, folder] of solutions.partial) {
    const result = await grade(`partial/${name}`, folder);
    yield {
      rule: `partial/${name} falls short`,
      holds: fallsShort.includes(result.outcome.outcome),
      figure: explainOutcome(result),
    };
  }
}

async function* referencePasses({
  exercise,
  solutions,
  grade,
}: RuleContext): AsyncGenerator<Finding> {
  const { metric, target } = exercise.definition.goal;
  const isOnTheWall = metrics[metric].clock === "wall";
  const needed = target * (isOnTheWall ? referenceHeadroomOnWallTime : referenceHeadroom);
  const rule = `the reference passes with headroom (${formatRatio(needed)} or more)`;
  if (solutions.reference === undefined) {
    yield { rule, holds: false, figure: "there is no reference" };
    return;
  }
  const result = await grade("reference", solutions.reference);
  const { outcome } = result;
  const holds = outcome.outcome === "passed" && speedupOf(outcome.measurement).estimate >= needed;
  yield { rule, holds, figure: explainOutcome(result) };
  yield verdictIsSafe("reference", result);
}

async function* wrongAnswersAreRefused({ solutions, grade }: RuleContext): AsyncGenerator<Finding> {
  yield atLeastOne("wrong answer", solutions.wrong.size);
  for (const [name, folder] of solutions.wrong) {
    const result = await grade(`wrong/${name}`, folder);
    yield {
      rule: `wrong/${name} is refused as a wrong answer`,
      holds: result.outcome.outcome === "wrong answer",
      figure: explainOutcome(result),
    };
  }
}

function atLeastOne(what: string, count: number): Finding {
  return { rule: `there is at least one ${what}`, holds: count > 0, figure: String(count) };
}
