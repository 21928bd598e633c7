import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextOf, type Finding, rules } from "../src/authoring/rules.ts";
import type { SideEvidence } from "../src/evidence/evidence.ts";
import { type LoadedExercise, loadCourse } from "../src/exercises/load.ts";
import type { GradingResult, Subject } from "../src/result.ts";
import type { Outcome } from "../src/verdict/outcome.ts";
import { copyCourse } from "./course-copy.ts";
import {
  exampleMeasurement,
  exampleOutcomes,
  exampleResult,
  plainSide,
} from "./example-results.ts";

/** How each kind of solution of a sound exercise with target 3 is graded. */
const soundOutcomes: Readonly<Record<string, Outcome>> = {
  "your code": { outcome: "too slow", measurement: exampleMeasurement(1) },
  reference: { outcome: "passed", measurement: exampleMeasurement(8) },
  partial: { outcome: "too slow", measurement: exampleMeasurement(1.6) },
  wrong: exampleOutcomes["wrong answer"],
};

interface SoundCourse {
  readonly root: string;
  readonly exercise: LoadedExercise;
}

/** A copy of the fixture with all the texts that an exercise needs. */
async function soundCourse(): Promise<SoundCourse> {
  const { root } = copyCourse();
  const folder = join(root, "packages/pair-sums");
  for (const file of ["README.md", "exercise.test.ts", "package.json"]) {
    // Node reads the package.json, so it has to be one.
    writeFileSync(join(folder, file), '{ "type": "module" }\n');
  }
  writeFileSync(join(root, "solutions/pair-sums/WALKTHROUGH.md"), "text\n");
  const [exercise] = (await loadCourse(root)).exercises;
  if (exercise === undefined) throw new Error("the fixture course has no exercise");
  return { root, exercise };
}

/** The rules that don't hold when solutions are graded with these outcomes. */
async function brokenRules(
  { root, exercise }: SoundCourse,
  outcomes: Readonly<Record<string, Outcome>> = {},
  evidence: GradingResult["evidence"] = evidenceOf(exercise),
): Promise<string[]> {
  const grade = async (subject: Subject) => {
    const kind = subject.split("/")[0] ?? "";
    const outcome = { ...soundOutcomes, ...outcomes }[kind] as Outcome;
    const { id, version, definition } = exercise;
    const about = { id, version, title: definition.title, ...definition.goal };
    return exampleResult(outcome, { exercise: about, subject, evidence });
  };
  const findings: Finding[] = [];
  for (const rule of rules) {
    for await (const finding of rule(contextOf(root, exercise, grade))) findings.push(finding);
  }
  expect(findings.length).toBeGreaterThan(8);
  return findings.filter(({ holds }) => !holds).map(({ rule }) => rule);
}

/** Evidence that finds the planted hot spot, or one that is elsewhere by some lines. */
function evidenceOf({ definition }: LoadedExercise, linesOff = 0, name?: string) {
  const { function: planted, file, lines } = definition.diagnosis;
  const place = { file, line: lines[0] + linesOff, share: 0.9, msPerCall: 9 };
  const hottest = { ...place, name: name ?? planted };
  const { cpu } = plainSide;
  const functions = [hottest];
  const hotLines = [{ ...place, function: hottest.name }];
  const side = { ...plainSide, cpu: { ...cpu, functions, lines: hotLines } } as SideEvidence;
  return { baseline: side, candidate: side };
}

describe("the rules of a sound exercise", () => {
  it("all hold for a sound one", async () => {
    expect(await brokenRules(await soundCourse())).toEqual([]);
  });

  it.each([
    ["README.md", "README.md is present"],
    ["exercise.test.ts", "exercise.test.ts is present"],
    ["package.json", "package.json is present"],
  ])("catch that %s is missing", async (file, rule) => {
    const course = await soundCourse();
    rmSync(join(course.exercise.folder, file));
    expect(await brokenRules(course)).toEqual([rule]);
  });

  it("catch an empty README", async () => {
    const course = await soundCourse();
    writeFileSync(join(course.exercise.folder, "README.md"), " \n");
    expect(await brokenRules(course)).toEqual(["README.md is present"]);
  });

  it.each([
    ["WALKTHROUGH.md", ["a walkthrough explains the solution"]],
    ["src", ["the reference passes with headroom (6x or more)"]],
    ["partial", ["there is at least one partial fix"]],
    ["wrong", ["there is at least one wrong answer"]],
  ])("catch that solutions/<id>/%s is missing", async (path, broken) => {
    const course = await soundCourse();
    rmSync(join(course.root, "solutions/pair-sums", path), { recursive: true });
    expect(await brokenRules(course)).toEqual(broken);
  });

  it("catch a starter that differs from the baseline, even by a file", async () => {
    const course = await soundCourse();
    mkdirSync(join(course.exercise.folder, "src/more"));
    writeFileSync(join(course.exercise.folder, "src/more/extra.ts"), "export {};\n");
    expect(await brokenRules(course)).toEqual(["the starter equals the baseline"]);
  });

  it.each<[string, Record<string, Outcome>, RegExp]>([
    ["a starter that passes", { "your code": exampleOutcomes.passed }, /starter is too slow/],
    ["a partial fix that passes", { partial: exampleOutcomes.passed }, /^partial\/.* falls short/],
    ["a partial fix that is wrong", { partial: exampleOutcomes["wrong answer"] }, /^partial\//],
    ["an undecided partial fix", { partial: exampleOutcomes.inconclusive }, /^partial\//],
    ["a reference that fails", { reference: exampleOutcomes["too slow"] }, /reference passes/],
    [
      "a reference without headroom",
      { reference: { outcome: "passed", measurement: exampleMeasurement(5.9) } },
      /reference passes with headroom/,
    ],
    ["a wrong answer that passes", { wrong: exampleOutcomes.passed }, /^wrong\/.* is refused/],
    ["a wrong answer that merely crashes", { wrong: exampleOutcomes.crashed }, /^wrong\//],
  ])("catch %s", async (_, outcomes, rule) => {
    const broken = await brokenRules(await soundCourse(), outcomes);
    const [first, ...others] = broken;
    expect(first).toMatch(rule);
    // A version on the wrong side of the target gets wrong verdicts as well.
    for (const other of others) expect(other).toMatch(/has a wrong verdict/);
  });

  it.each<[string, Outcome]>([
    ["too slow", exampleOutcomes["too slow"]],
    ["over a bound", exampleOutcomes["over a bound"]],
    ["grows too fast", exampleOutcomes["grows too fast"]],
  ])("accept a partial fix that is %s", async (_, partial) => {
    expect(await brokenRules(await soundCourse(), { partial })).toEqual([]);
  });

  it.each<[string, string, number]>([
    ["your code", "a starter", 2.7],
    ["reference", "a reference", 3.2],
  ])("catch %s so near the target that a verdict is often wrong: %s", async (kind, _, speedup) => {
    const outcome = kind === "reference" ? ("passed" as const) : ("too slow" as const);
    const measurement = exampleMeasurement(speedup, 1, 1);
    const broken = await brokenRules(await soundCourse(), { [kind]: { outcome, measurement } });
    expect(broken).toHaveLength(2);
    expect(broken[0]).toMatch(/with headroom/);
    expect(broken[1]).toMatch(/has a wrong verdict/);
  });

  it.each([
    ["in another function", 0, "somethingElse"],
    ["on a line before the planted ones", -1, undefined],
    ["on a line after the planted ones", 1000, undefined],
  ])("catch a hot spot %s", async (_, linesOff, name) => {
    const course = await soundCourse();
    const evidence = evidenceOf(course.exercise, linesOff, name);
    const broken = await brokenRules(course, {}, evidence);
    expect(broken).toEqual([expect.stringMatching(/^the hot spot is /)]);
  });

  it("catch a baseline that could not be profiled", async () => {
    const side = { ...plainSide, cpu: { state: "missing", why: "no samples" } } as const;
    const evidence = { baseline: side, candidate: side };
    const broken = await brokenRules(await soundCourse(), {}, evidence);
    expect(broken).toEqual([expect.stringMatching(/^the hot spot is /)]);
  });
});
