import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import {
  checkExercise,
  type LeftOut,
  type MakeInstruments,
  type Thoroughness,
} from "../../src/authoring/check/check-exercise.ts";
import { contextOf } from "../../src/authoring/check/context.ts";
import { readingRules } from "../../src/authoring/check/reading-rules.ts";
import type {
  Instruments,
  ProfiledBaseline,
  RuleResult,
  TestRun,
} from "../../src/authoring/check/rule.ts";
import { runningRules } from "../../src/authoring/check/running-rules.ts";
import { templateCourse } from "../../src/authoring/new/new-exercise.ts";
import type { Goal } from "../../src/contract/index.ts";
import { type Course, type LoadedExercise, loadCourse } from "../../src/course/exercises/load.ts";
import type { MadeArguments } from "../../src/engine/inputs/make-arguments.ts";
import type { GrowthMeasurement } from "../../src/engine/measurement/growth.ts";
import type { Outcome } from "../../src/engine/verdict/outcome.ts";
import type { GradingResult, Subject } from "../../src/grading/result.ts";
import { type CourseCopy, copyCourse } from "./course-copy.ts";
import {
  exampleMeasurement,
  exampleOutcomes,
  exampleResult,
  plainSide,
} from "./example-results.ts";

/** A copy of the fixture that keeps every rule, until something is changed. */
export interface SoundCourse extends CourseCopy {
  readonly loaded: Course;
  readonly exercise: LoadedExercise;
}

export const visibleTests = `import { expect, it } from "vitest";
import { pairSums } from "#subject";

it("counts the pairs that add up", () => expect(pairSums([1, 2, 3, 2], 4)).toBe(2));
it("makes no pair of a single value", () => expect(pairSums([2], 4)).toBe(0));
`;

const template = join(templateCourse, "packages/example-cpu-time/package.json");

const packageJson = {
  ...JSON.parse(readFileSync(template, "utf8")),
  name: "@bottleneck/pair-sums",
  imports: { "#subject": "./src/index.ts" },
};

/** Says what a goal asks for, and has the usual parts. */
export const readmeFor = ({ target, stretch, bounds = [], growth }: Goal) => `# Pairs that add up

The report is slow.

## Your task

Make it at least **${target} times** as fast; an expert gets to ${stretch}.
${bounds.map(({ atMost }) => `At most ${atMost} times as much.\n`).join("")}
${growth === undefined ? "" : `Slower than n^${growth.below}.\n`}
${usualParts}`;

/** The rest of a README. */
export const usualParts = `## What must stay the same

The answer.

## How to look

npm run profile -- pair-sums, npm run diagnose -- pair-sums, npm run grade -- pair-sums
`;

/** Adds the texts that an exercise needs, and makes a change to its folder. */
export async function soundCourse(change: (folder: string) => void = () => {}) {
  const course = copyCourse();
  const folder = join(course.root, "packages/pair-sums");
  writeFileSync(join(folder, "README.md"), "# To be written\n");
  writeFileSync(join(folder, "exercise.test.ts"), visibleTests);
  writeFileSync(join(folder, "package.json"), JSON.stringify(packageJson));
  writeFileSync(join(course.root, "solutions/pair-sums/WALKTHROUGH.md"), "text\n");
  change(folder);
  const loaded = await loadCourse(course.root);
  const [exercise] = loaded.exercises;
  if (exercise === undefined) throw new Error(JSON.stringify(loaded.broken));
  if (readFileSync(join(folder, "README.md"), "utf8") === "# To be written\n")
    writeFileSync(join(folder, "README.md"), readmeFor(exercise.definition.goal));
  return { ...course, loaded, exercise } satisfies SoundCourse;
}

/** How each kind of solution of a sound exercise with target 3 is graded. */
const soundOutcomes: Readonly<Record<string, Outcome>> = {
  "your code": { outcome: "too slow", measurement: exampleMeasurement(1) },
  reference: { outcome: "passed", measurement: exampleMeasurement(8) },
  partial: { outcome: "too slow", measurement: exampleMeasurement(1.6) },
  wrong: exampleOutcomes["wrong answer"],
};

/** What gradings find out beside the outcome, by the kind of the subject. */
export type Graded = Readonly<Record<string, Partial<GradingResult>>>;

/** A grading of each version of an exercise as it should be, with changes by kind. */
export function gradingsOf({ exercise }: SoundCourse, changes: Graded = {}): Instruments["grade"] {
  return async (subject: Subject) => {
    const kind = subject.split("/")[0] ?? "";
    const { id, version, definition } = exercise;
    const about = { id, version, title: definition.title, ...definition.goal };
    const { outcome = soundOutcomes[kind] as Outcome, ...more } = changes[kind] ?? {};
    return exampleResult(outcome, { exercise: about, subject, ...more });
  };
}

/** Profiles that find the planted hot spot, or one that is elsewhere by some lines. */
export function profileOf(
  { exercise: { definition } }: SoundCourse,
  linesOff = 0,
  name?: string,
): ProfiledBaseline {
  const { function: planted, file, lines } = definition.diagnosis;
  const place = { file, line: lines[0] + linesOff, share: 0.9, msPerCall: 9 };
  const hottest = { ...place, name: name ?? planted };
  const cpu = {
    ...plainSide.cpu,
    functions: [hottest],
    lines: [{ ...place, function: hottest.name }],
  };
  return { ...plainSide, cpu } as ProfiledBaseline;
}

/** These profiles in turn. */
export function profilesOf(...profiles: ProfiledBaseline[]): Instruments["profileBaseline"] {
  return async (times) => Array(times).fill(profiles).flat().slice(0, times);
}

export function growthLike(exponent: number, below = 1.5): GrowthMeasurement {
  const points = [1, 2, 4, 8].map((size) => ({ size, cpuMs: size ** exponent }));
  const grows = exponent < below ? ("within the limit" as const) : ("too fast" as const);
  return { exponent, below, grows, points };
}

/** What the fixture's baseline answers. */
export async function pairSumsOf(inputs: readonly MadeArguments[]) {
  return inputs.map(([values, sum]) => ({
    kind: "data" as const,
    value: (values as number[]).reduce(
      (pairs, value, at, all) =>
        pairs + all.slice(at + 1).filter((other) => value + other === sum).length,
      0,
    ),
  }));
}

/** Visible tests that know what is right, with other runs by the version's name. */
export function testsThat(runs: Readonly<Record<string, TestRun>> = {}) {
  const usual = (name: string): TestRun =>
    ["src", "the baseline", "the reference"].includes(name)
      ? { state: "passed", tests: 2 }
      : { state: "failed", test: "counts the pairs" };
  return async (versions: ReadonlyMap<string, unknown>) =>
    new Map([...versions.keys()].map((name) => [name, runs[name] ?? usual(name)]));
}

/** What rules measure with, where nothing is really run. */
function instrumentsOf(course: SoundCourse, changes: Partial<Instruments>): Instruments {
  return {
    grade: gradingsOf(course),
    answersOfBaseline: pairSumsOf,
    profileBaseline: profilesOf(profileOf(course)),
    growthOfBaseline: async () => growthLike(2),
    runVisibleTests: testsThat(),
    ...changes,
  };
}

/** All findings about the exercise itself, whatever is kept of them. */
export async function findingsOf(
  course: SoundCourse,
  changes: Partial<Instruments> = {},
): Promise<RuleResult[]> {
  const context = contextOf(course.loaded, course.exercise, instrumentsOf(course, changes));
  const findings: RuleResult[] = [];
  for (const rule of [...readingRules, ...runningRules]) {
    for await (const finding of rule(context)) findings.push(finding);
  }
  expect(findings.length).toBeGreaterThan(20);
  return findings;
}

/** What a whole check says, which keeps its figures beside the solutions unless it is told not to. */
export async function checked(
  course: SoundCourse,
  changes: Partial<Instruments> = {},
  how: Partial<Thoroughness> = {},
): Promise<(RuleResult | LeftOut)[]> {
  const instruments = instrumentsOf(course, changes);
  const makeInstruments: MakeInstruments = (onGraded) => ({
    ...instruments,
    grade: async (...graded) => {
      const result = await instruments.grade(...graded);
      onGraded(result);
      return result;
    },
  });
  const thoroughness = { texts: false, force: false, write: true, ...how };
  const said: (RuleResult | LeftOut)[] = [];
  const check = checkExercise(course.loaded, course.exercise, thoroughness, makeInstruments);
  for await (const one of check) said.push(one);
  return said;
}

/** The findings that do not hold: each says how to fix it. */
export async function brokenRules(
  course: SoundCourse,
  changes: Partial<Instruments> = {},
): Promise<RuleResult[]> {
  const broken = (await findingsOf(course, changes)).filter(({ holds }) => !holds);
  for (const { figure, fix } of broken) {
    expect(figure).not.toBe("");
    expect(fix).not.toBe("");
  }
  return broken;
}

export const rulesOf = (findings: readonly RuleResult[]) => findings.map(({ rule }) => rule);
