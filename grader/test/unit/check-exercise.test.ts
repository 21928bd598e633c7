import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LeftOut } from "../../src/authoring/check/check-exercise.ts";
import type { Instruments, RuleResult } from "../../src/authoring/check/rule.ts";
import { readFigures } from "../../src/authoring/figures/sealed-figures.ts";
import { loadCourse } from "../../src/course/exercises/load.ts";
import {
  checked,
  gradingsOf,
  rulesOf,
  type SoundCourse,
  soundCourse,
} from "../support/sound-course.ts";

const leftOutIn = (said: readonly (RuleResult | LeftOut)[]) =>
  said.find((one): one is LeftOut => "leftOut" in one);

const brokenIn = (said: readonly (RuleResult | LeftOut)[]) =>
  rulesOf(said.filter((one): one is RuleResult => "rule" in one && !one.holds));

const figuresPath = ({ root }: SoundCourse) => join(root, "solutions/pair-sums/figures.json");

/** The same course, read again from its files. */
async function reloaded(course: SoundCourse): Promise<SoundCourse> {
  const loaded = await loadCourse(course.root);
  return { ...course, loaded, exercise: loaded.exercises[0] as SoundCourse["exercise"] };
}

/** Counts the gradings of a check; those of other versions than the baseline too. */
function counting(course: SoundCourse) {
  let gradings = 0;
  const grade: Instruments["grade"] = (...graded) => {
    gradings++;
    return gradingsOf(course)(...graded);
  };
  return { grade, count: () => gradings };
}

describe("an exercise that was checked", () => {
  it("holds every rule, those about what is kept too", async () => {
    expect(brokenIn(await checked(await soundCourse()))).toEqual([]);
  });

  it("is not run again while nothing of it has changed, and says so", async () => {
    const course = await soundCourse();
    await checked(course);
    const again = counting(course);
    const said = await checked(course, again);
    expect(leftOutIn(said)).toEqual({ leftOut: "unchanged", since: expect.any(String) });
    expect({ gradings: again.count(), broken: brokenIn(said) }).toEqual({
      gradings: 0,
      broken: [],
    });
  });

  it("is not run again either where its figures are only in this copy", async () => {
    const course = await soundCourse();
    await checked(course, {}, { write: false });
    expect(readFigures(course.root)).toEqual([]);
    expect(leftOutIn(await checked(course))).toMatchObject({ leftOut: "unchanged" });
    // And they are put beside the solutions on demand.
    expect(readFigures(course.root)).toHaveLength(1);
  });

  it("is run again by force", async () => {
    const course = await soundCourse();
    await checked(course);
    const again = counting(course);
    await checked(course, again, { force: true });
    expect(again.count()).toBeGreaterThan(0);
  });

  it.each([
    ["the manifest", "packages/pair-sums/exercise.ts"],
    ["the baseline", "packages/pair-sums/baseline/index.ts"],
    ["the visible tests", "packages/pair-sums/exercise.test.ts"],
    ["the reference", "solutions/pair-sums/src/index.ts"],
    ["a partial fix", "solutions/pair-sums/partial/still-compares-all-pairs/index.ts"],
  ])("is run again after a change of %s", async (_, file) => {
    const course = await soundCourse();
    await checked(course);
    const path = join(course.root, file);
    writeFileSync(path, `${readFileSync(path, "utf8")}\n// changed\n`);
    const changed = await reloaded(course);
    expect(leftOutIn(await checked(changed))).toBeUndefined();
  });

  it.each([
    ["the story", "packages/pair-sums/README.md"],
    ["the walkthrough", "solutions/pair-sums/WALKTHROUGH.md"],
  ])("is not run again after a change of %s, which is read", async (_, file) => {
    const course = await soundCourse();
    await checked(course);
    writeFileSync(join(course.root, file), "TODO\n");
    const said = await checked(await reloaded(course));
    expect(leftOutIn(said)).toMatchObject({ leftOut: "unchanged" });
    expect(brokenIn(said)).toContain("no text of the template is left");
  });

  it("is run again when a rule did not hold", async () => {
    const course = await soundCourse();
    const grade = gradingsOf(course, { partial: { outcome: { outcome: "refused", reasons: [] } } });
    expect(brokenIn(await checked(course, { grade }))).toContain(
      "partial/still-compares-all-pairs falls short",
    );
    expect(leftOutIn(await checked(course))).toBeUndefined();
  });

  it("is run again when it failed, although it had held before and nothing has changed", async () => {
    const course = await soundCourse();
    await checked(course);
    const grade = gradingsOf(course, { partial: { outcome: { outcome: "refused", reasons: [] } } });
    await checked(course, { grade }, { force: true, write: false });
    expect(leftOutIn(await checked(course))).toBeUndefined();
    expect(leftOutIn(await checked(course))).toMatchObject({ leftOut: "unchanged" });
  });

  it("is only read where only texts are asked for", async () => {
    const course = await soundCourse();
    const again = counting(course);
    const said = await checked(course, again, { texts: true });
    expect(leftOutIn(said)).toEqual({ leftOut: "only texts" });
    expect(again.count()).toBe(0);
    expect(brokenIn(said)).toEqual(["solutions/pair-sums/figures.json is as a check wrote it"]);
  });
});

describe("kept figures", () => {
  const isAsWritten = "solutions/pair-sums/figures.json is as a check wrote it";

  it.each([
    ["a speedup", (text: string) => text.replace(/"speedup": 8/, '"speedup": 9')],
    [
      "the digest of what was checked",
      (text: string) => text.replace(/"checked": "./, '"checked": "_'),
    ],
    ["a missing seal", (text: string) => text.replace(/,\s+"seal": "\w+"/, "")],
  ])("that were edited by hand are noticed by %s, and measured anew", async (_, edit) => {
    const course = await soundCourse();
    await checked(course);
    const before = readFileSync(figuresPath(course), "utf8");
    writeFileSync(figuresPath(course), edit(before));
    expect(readFileSync(figuresPath(course), "utf8")).not.toBe(before);
    expect(brokenIn(await checked(course, {}, { texts: true }))).toEqual([isAsWritten]);
    await checked(course, {}, { force: true });
    expect(brokenIn(await checked(course, {}, { texts: true }))).toEqual([]);
  });

  it("that can't be read are named with the reason", async () => {
    const course = await soundCourse();
    await checked(course);
    writeFileSync(figuresPath(course), "{");
    const said = await checked(course, {}, { texts: true });
    expect(said).toContainEqual(
      expect.objectContaining({
        rule: isAsWritten,
        figure: expect.stringMatching(/can't be read: .*JSON/),
      }),
    );
  });

  it("of an older goal are noticed", async () => {
    const course = await soundCourse();
    await checked(course);
    const { definition } = course.exercise;
    const goal = { ...definition.goal, target: 4 };
    const raised = {
      ...course,
      exercise: { ...course.exercise, definition: { ...definition, goal } },
    };
    expect(brokenIn(await checked(raised, {}, { texts: true }))).toEqual([
      "solutions/pair-sums/figures.json is about the present goal",
      "the README says what is asked for",
    ]);
  });
});
