import { describe, expect, it } from "vitest";
import { contextOf } from "../../src/authoring/check/context.ts";
import type { Instruments, RuleResult } from "../../src/authoring/check/rule.ts";
import { inputsAreSound } from "../../src/authoring/check/rules/inputs.ts";
import type { Answer } from "../../src/engine/sandbox/sandbox.ts";
import { rewriteManifest } from "../support/course-copy.ts";
import {
  brokenRules,
  pairSumsOf,
  rulesOf,
  type SoundCourse,
  soundCourse,
} from "../support/sound-course.ts";

/** The fixture, whose `make` is another one. */
const withMake = (make: string) =>
  soundCourse((folder) =>
    rewriteManifest(folder, (text) =>
      text.replace(/make: [\s\S]*?\],\n {4}sizes/, `make: ${make},\n    sizes`),
    ),
  );

/** What its manifest holds instead. */
const withText = (before: string, after: string) =>
  soundCourse((folder) => rewriteManifest(folder, (text) => text.replace(before, after)));

/** These rules run no code of an exercise: they need no instruments. */
const contextWithout = ({ loaded, exercise }: Pick<SoundCourse, "loaded" | "exercise">) =>
  contextOf(loaded, exercise, {} as Instruments);

function brokenInputs(course: SoundCourse): RuleResult[] {
  return [...inputsAreSound(contextWithout(course))].filter(({ holds }) => !holds);
}

const values = "Array.from({ length: size }, () => random.int(-500, 500))";

describe("the work of a call", () => {
  const withWork = (work: string) => withText("  answer: {", `  work: ${work},\n  answer: {`);

  it("is nothing that has to be told", async () => {
    const findings = [...inputsAreSound(contextWithout(await soundCourse()))];
    expect(rulesOf(findings)).not.toContain("the least work of a timed call is known");
  });

  it("is sound when it is a number of bytes or of operations", async () => {
    const byValues = await withWork("(values: number[]) => ({ bytes: 8 * values.length })");
    expect(brokenInputs(byValues)).toEqual([]);
  });

  it.each([
    ["nothing", "() => ({})"],
    ["less than nothing", "() => ({ bytes: 5, operations: -1 })"],
    ["no number", "() => ({ operations: Number.NaN })"],
  ])("is named when it is %s", async (_, work) => {
    const broken = brokenInputs(await withWork(work));
    expect(rulesOf(broken)).toEqual(["the least work of a timed call is known"]);
    expect(broken[0]?.figure).toMatch(/^its work is/);
  });
});

describe("a generator of inputs", () => {
  it("is sound when it draws from its random numbers, as much as the size says", async () => {
    expect(brokenInputs(await soundCourse())).toEqual([]);
  });

  it("is named with the size and the seed when it throws", async () => {
    const course = await withMake(
      "(random: Random, size: number) => { if (size > 30) throw new Error('too many'); return [[], 1]; }",
    );
    const broken = brokenInputs(course);
    expect(rulesOf(broken)).toEqual(["every input can be made"]);
    expect(broken[0]?.figure).toBe("input.make failed for size 1500 and seed 1: too many");
  });

  it("is named when it gives what is no plain data", async () => {
    const course = await withMake("(random: Random, size: number) => [[() => size], 1] as never");
    expect(brokenInputs(course)[0]?.figure).toMatch(/is a function$/);
  });

  it.each([
    ["by chance of its own", `() => [Array.from({ length: 9 }, () => Math.random()), 1]`],
    ["by the time of day", "(random: Random, size: number) => [[performance.now()], size]"],
  ])("is named when it is not deterministic: %s", async (_, make) => {
    expect(rulesOf(brokenInputs(await withMake(make)))).toContain(
      "the same seed gives the same input",
    );
  });

  it("is named when it keeps something between calls", async () => {
    const course = await withMake(
      `((calls) => (random: Random, size: number) => [[...${values}, calls++], 1])(0)`,
    );
    expect(rulesOf(brokenInputs(course))).toEqual(["the same seed gives the same input"]);
  });

  it.each([
    ["always", "(random: Random, size: number) => [Array(size).fill(7), 1]"],
    [
      "at some sizes",
      `(random: Random, size: number) => [size > 30 ? Array(size).fill(7) : ${values}, 1]`,
    ],
    [
      "for some seeds at the timed size",
      `(random: Random, size: number) => [Array(size).fill(random.int(1, 2)), 1]`,
    ],
  ])("is named when it gives the same input for every seed: %s", async (_, make) => {
    const broken = brokenInputs(await withMake(make));
    expect(rulesOf(broken)).toContain("other seeds give other inputs");
    expect(broken[0]?.figure).toContain("1500");
  });

  it("is named when a larger size gives no larger input", async () => {
    const make = "(random: Random) => [Array.from({ length: 9 }, () => random.int(1, 500)), 1]";
    expect(rulesOf(brokenInputs(await withMake(make)))).toEqual([
      "larger sizes give larger inputs",
    ]);
  });

  it("may give files, which are told apart by their text", async () => {
    const file = (text: string) =>
      `(random: Random, size: number) => [{ kind: "input file", name: "a", text: ${text} }, 1] as never`;
    const drawn = file("String(random.int(1e8, 2e8)).repeat(size)");
    expect(brokenInputs(await withMake(drawn))).toEqual([]);
    expect(rulesOf(brokenInputs(await withMake(file('"1".repeat(size)'))))).toEqual([
      "other seeds give other inputs",
    ]);
  });

  it("must keep the rules that isValid states, and so must the edge cases", async () => {
    const withRule = (rule: string) =>
      withText("    edgeCases: {", `    isValid: (values) => ${rule},\n    edgeCases: {`);
    expect(brokenInputs(await withRule("values.length >= 0"))).toEqual([]);
    const [broken] = brokenInputs(await withRule("values.length !== 0 && values.length < 40"));
    expect(broken).toMatchObject({ figure: 'isValid refuses "no values", size 1500' });
  });

  it("must be judged by isValid in little time", async () => {
    // In CPU time, which is what the rule looks at: on a busy machine the clock says less of it.
    const slow = `{
      const start = process.cpuUsage();
      const used = () => Object.values(process.cpuUsage(start)).reduce((a, b) => a + b) / 1000;
      while (values.length === 1 && used() < 2500);
      return true;
    }`;
    const course = await withText(
      "    edgeCases: {",
      `    isValid: (values) => ${slow},\n    edgeCases: {`,
    );
    const [broken, ...others] = brokenInputs(course);
    expect(broken?.rule).toBe("isValid takes little time");
    expect(broken?.figure).toMatch(/^at most .*, on "one value, which is no pair with itself"$/);
    expect(others).toEqual([]);
  });
});

describe("an edge case", () => {
  it.each([
    ["throws", "() => { throw new Error('no luck'); }", "no luck"],
    ["is no plain data", "() => [[Symbol('x') as never], 1]", "is a symbol"],
  ])("is named when it %s", async (_, make, why) => {
    const broken = brokenInputs(await withText("() => [[2], 4]", make));
    expect(rulesOf(broken)).toEqual(["every input can be made"]);
    expect(broken[0]?.figure).toContain("one value, which is no pair with itself");
    expect(broken[0]?.figure).toContain(why);
  });
});

describe("the answers of a baseline", () => {
  const answering = (answer: (value: number) => Answer) => ({
    answersOfBaseline: async (inputs: Parameters<typeof pairSumsOf>[0]) =>
      (await pairSumsOf(inputs)).map(({ value }) => answer(value)),
  });

  it("must depend on the input", async () => {
    const broken = await brokenRules(
      await soundCourse(),
      answering(() => ({ kind: "data", value: true })),
    );
    expect(rulesOf(broken)).toEqual(["the answer depends on the input"]);
    expect(broken[0]?.figure).toBe("1 different answer to 6 random inputs");
  });

  it("must be plain data", async () => {
    const broken = await brokenRules(
      await soundCourse(),
      answering((value) =>
        value === 6 ? { kind: "not plain data", what: "a Proxy" } : { kind: "data", value },
      ),
    );
    expect(rulesOf(broken)).toEqual(["the baseline answers with plain data"]);
    expect(broken[0]?.figure).toBe('a Proxy, on the case "all values equal"');
  });

  it("must be the same again in another process", async () => {
    let runs = 0;
    const answersOfBaseline: Instruments["answersOfBaseline"] = async (inputs) => {
      const run = runs++;
      return (await pairSumsOf(inputs)).map(({ kind, value }) => ({ kind, value: value + run }));
    };
    const broken = await brokenRules(await soundCourse(), { answersOfBaseline });
    expect(rulesOf(broken)).toEqual(["the baseline gives the same answer again"]);
    expect(broken[0]?.figure).toBe('other at answer, on the case "no values"');
    expect(broken[0]?.fix).toContain("depend on the calls and their arguments alone");
  });

  it("may depend on what was asked before", async () => {
    const answersOfBaseline: Instruments["answersOfBaseline"] = async (inputs) =>
      (await pairSumsOf(inputs)).map(({ kind, value }, at) => ({ kind, value: value + at }));
    expect(await brokenRules(await soundCourse(), { answersOfBaseline })).toEqual([]);
  });

  it("are the same again where they are NaN", async () => {
    const nanForNone = answering((value) => ({ kind: "data", value: value || Number.NaN }));
    const tolerant = await withText('{ kind: "exact" }', '{ kind: "within", relative: 1e-9 }');
    for (const course of [await soundCourse(), tolerant]) {
      expect(await brokenRules(course, nanForNone)).toEqual([]);
    }
  });

  it("must not pass with a mistake in them", async () => {
    const tolerant = await withText('{ kind: "exact" }', '{ kind: "within", relative: 1.5 }');
    const [broken] = await brokenRules(tolerant);
    expect(broken).toMatchObject({ rule: "an answer with one mistake in it is refused" });
    expect(broken?.figure).toMatch(
      /^accepted: one number just out of tolerance, at answer, on the case "no values"/,
    );
  });
});
