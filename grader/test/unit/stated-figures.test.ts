import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readmeSaysTheGoal } from "../../src/authoring/check/rules/readme-figures.ts";
import type { Goal } from "../../src/contract/index.ts";
import { rewriteManifest } from "../support/course-copy.ts";
import { checked, soundCourse } from "../support/sound-course.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What the rule says of a README or a walkthrough that was changed after a sound check. */
async function figureOf(rule: string, file: string, change: (text: string) => string) {
  const course = await soundCourse();
  await checked(course);
  const path = join(course.root, file);
  writeFileSync(path, change(readFileSync(path, "utf8")));
  const said = await checked(course, {}, { texts: true });
  const found = said.find((one) => "rule" in one && one.rule === rule);
  if (found === undefined || !("rule" in found)) throw new Error(`no rule "${rule}"`);
  return { holds: found.holds, figure: found.figure };
}

const ofReadme = (change: (text: string) => string) =>
  figureOf("the README says what is asked for", "packages/pair-sums/README.md", change);

describe("the README of an exercise", () => {
  it.each([
    [
      "another target",
      (text: string) => text.replace("**3 times**", "**4 times**"),
      "its target is 4 in **bold**",
    ],
    [
      "no target",
      (text: string) => text.replace("**3 times**", "3 times"),
      "its target is not in **bold**",
    ],
    [
      "another stretch goal",
      (text: string) => text.replace("gets to 10", "gets to 100"),
      "it does not name the stretch goal, 10",
    ],
    [
      "a number that only holds it",
      (text: string) => text.replace("gets to 10", "gets to 10.5"),
      "it does not name the stretch goal, 10",
    ],
  ])("must not name %s", async (_, change, figure) => {
    const stated = await ofReadme(change);
    expect(stated).toEqual({ holds: false, figure: expect.stringContaining(figure) });
  });

  it.each([
    [
      'bounds: [{ metric: "peak memory", atMost: 0.5 }]',
      "at most half the memory",
      "bound on peak memory, 0.5",
    ],
    [
      'bounds: [{ metric: "allocated bytes", atMost: 0.08 }]',
      "at most 0.08 times the bytes",
      "bound on allocated bytes, 0.08",
    ],
    ["growth: { below: 1.5, size: 200 }", "slower than n^1.5", "limit on growth, 1.5"],
  ])("must name each condition: %s", async (condition, words, missing) => {
    const course = await soundCourse((folder) =>
      rewriteManifest(folder, (text) => text.replace("stretch: 10", `stretch: 10, ${condition}`)),
    );
    const path = join(course.exercise.folder, "README.md");
    writeFileSync(path, "At least **3 times** as fast; an expert gets to 10.\n");
    const told = async () =>
      (await checked(course, {}, { texts: true })).find(
        (one) => "rule" in one && one.rule === "the README says what is asked for",
      );
    expect(await told()).toMatchObject({ holds: false, figure: `it does not name the ${missing}` });
    writeFileSync(path, `${readFileSync(path, "utf8")}It needs ${words}.\n`);
    expect(await told()).toMatchObject({ holds: true });
  });
});

describe("a README that names every number of the goal", () => {
  const goal: Goal = {
    metric: "cpu time",
    target: 15,
    stretch: 35,
    bounds: [
      { metric: "allocated bytes", atMost: 0.08 },
      { metric: "peak memory", atMost: 0.5 },
    ],
    growth: { below: 1.5, size: 400 },
  };
  const sound = `Make it at least **15 times** as fast. The stretch goal is 35 times.
A call may allocate at most 0.08 times the bytes, in at most half the memory.
From 400 to 3,200 orders its time must grow more slowly than n^1.5. So eight times the orders may
take up to about 22 times as long. In January there were 9,600 orders; it was opened 3 times.
`;
  const figureFor = (text: string, of: Goal = goal) =>
    readmeSaysTheGoal(join(temporaryFolder({ "README.md": text }), "README.md"), of);

  it("is right as it is, in lines of any length", () => {
    expect(figureFor(sound)).toMatchObject({ holds: true, figure: "**15 times**" });
    expect(figureFor(sound.replaceAll(" ", "\n"))).toMatchObject({ holds: true });
  });

  it.each([
    [
      "a target",
      "It needs at least 12 times.",
      'it says "at least 12 times", and the target in exercise.ts is 15',
    ],
    [
      "a target in bold",
      "It needs **20 times**.",
      'it says "**20 times**", and the target in exercise.ts is 15',
    ],
    [
      "a stretch goal",
      "The stretch goal is 40.",
      'it says "stretch goal is 40", and the stretch goal in exercise.ts is 35',
    ],
    [
      "a bound",
      "It may use at most 0.8 times the bytes.",
      'it says "at most 0.8", and the bound in exercise.ts is 0.08 or 0.5 or 22.6',
    ],
    [
      "a bound in words",
      "At most twice the memory.",
      'it says "At most twice", and the bound in exercise.ts is 0.08 or 0.5 or 22.6',
    ],
    [
      "a limit on growth",
      "It grows as n^1.2.",
      'it says "n^1.2", and the limit on growth in exercise.ts is 1.5',
    ],
    [
      "other sizes",
      "From 400 to 6,400 rows: n^1.5.",
      "the size of growth in exercise.ts is 400 or 3200",
    ],
    ["a wait that does not follow from it", "At most 30 times as long.", 'it says "At most 30"'],
  ])("must not name %s beside it", (_, sentence, problem) => {
    const { holds, figure } = figureFor(`${sound}\n${sentence}\n`);
    expect(holds).toBe(false);
    expect(figure).toContain(problem);
  });

  it.each([
    ["growth", /grow more slowly/],
    ["bounds", /allocate at most/],
  ] as const)("must not ask for %s that the goal does not have", (part, words) => {
    const { [part]: _, ...without } = goal;
    expect(sound).toMatch(words);
    expect(figureFor(sound, without)).toMatchObject({ holds: false });
  });
});

describe("the walkthrough of an exercise", () => {
  const rule = "the walkthrough's speedups are those that check measured";
  const ofRow = (row: string) =>
    figureOf(
      rule,
      "solutions/pair-sums/WALKTHROUGH.md",
      (text) => `${text}\n| step | speedup |\n|---|---|\n${row}\n`,
    );

  it.each([
    ["near it", "| one map (`src`) | 8.4x |"],
    ["near it, of a partial fix", "| half (`partial/still-compares-all-pairs`) | 1.7x |"],
    ["one of two that is near", "| one map (`src`) | 20x cold, 8x warm |"],
    ["of no version", "| an idea | 77x |"],
    ["of two versions at once", "| `src` and `partial/still-compares-all-pairs` | 77x |"],
  ])("may give a speedup %s", async (_, row) => {
    expect(await ofRow(row)).toMatchObject({ holds: true });
  });

  it.each([
    ["too high", "| one map (`src`) | 1,400x |", "line 5 gives reference 1400x"],
    ["too low", "| one map (the reference) | 2x |", "line 5 gives reference 2x"],
    [
      "of a partial fix",
      "| half (`partial/still-compares-all-pairs`) | 9x |",
      "gives partial/still-compares-all-pairs 9x",
    ],
  ])("must not give an outdated speedup: %s", async (_, row, figure) => {
    expect(await ofRow(row)).toEqual({ holds: false, figure: expect.stringContaining(figure) });
  });
});
