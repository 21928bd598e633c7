import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextOf } from "../../src/authoring/check/context.ts";
import type { Instruments } from "../../src/authoring/check/rule.ts";
import { hotSpotIsAsPlanted } from "../../src/authoring/check/rules/hot-spot.ts";
import { thorough } from "../../src/engine/measurement/schedule.ts";
import type { Outcome } from "../../src/engine/verdict/outcome.ts";
import { rewriteManifest } from "../support/course-copy.ts";
import { exampleMeasurement, exampleOutcomes } from "../support/example-results.ts";
import {
  brokenRules,
  findingsOf,
  type Graded,
  gradingsOf,
  growthLike,
  profileOf,
  profilesOf,
  rulesOf,
  type SoundCourse,
  soundCourse,
} from "../support/sound-course.ts";

/** The rules that don't hold when solutions are graded so. */
async function brokenBy(course: SoundCourse, graded: Graded): Promise<string[]> {
  return rulesOf(await brokenRules(course, { grade: gradingsOf(course, graded) }));
}

const solutionOf = (course: SoundCourse, path: string) =>
  join(course.root, "solutions/pair-sums", path);

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
    expect(rulesOf(await brokenRules(course))).toEqual([rule]);
  });

  it("catch an empty README", async () => {
    const course = await soundCourse();
    writeFileSync(join(course.exercise.folder, "README.md"), " \n");
    expect(rulesOf(await brokenRules(course))).toEqual(["README.md is present"]);
  });

  it.each([
    [
      "a heading that is missing",
      (text: string) => text.replace("## How to look", "## Looking"),
      "## How to look",
    ],
    [
      "headings in another order",
      (text: string) => text.replace("## Your task", "").concat("## Your task"),
      "## What",
    ],
    [
      "grade before profile",
      (text: string) => text.replace("npm run profile", "npm run grade -- x, npm run profil"),
      "npm run profile --",
    ],
  ])("catch a README with %s", async (_, change, missing) => {
    const course = await soundCourse();
    const readme = join(course.exercise.folder, "README.md");
    writeFileSync(readme, change(readFileSync(readme, "utf8")));
    const [broken, ...others] = await brokenRules(course);
    expect(broken).toMatchObject({ rule: "the README has the usual parts, in the usual order" });
    expect(broken?.figure).toContain(`"${missing}`);
    expect(others).toEqual([]);
  });

  it("catch an origin that is no secure address", async () => {
    const course = await soundCourse((folder) =>
      rewriteManifest(folder, (text) => text.replace("https://example", "http://example")),
    );
    expect(rulesOf(await brokenRules(course))).toEqual(["hints and origin are present"]);
  });

  it.each([
    ["packages/pair-sums/README.md", "The TODO of the story"],
    ["solutions/pair-sums/WALKTHROUGH.md", "\nSteps.\n\nTODO: tell how"],
  ])("catch text of the template in %s", async (file, text) => {
    const course = await soundCourse();
    appendFileSync(join(course.root, file), text);
    const [broken, ...others] = await brokenRules(course);
    expect(broken).toMatchObject({ rule: "no text of the template is left" });
    const lines = readFileSync(join(course.root, file), "utf8").split("\n").length;
    expect(broken?.figure).toContain(`${file}:${lines}`);
    expect(others).toEqual([]);
  });

  it.each([
    ["WALKTHROUGH.md", ["a walkthrough explains the solution"]],
    ["src", ["the reference passes with headroom (6x or more)"]],
    ["partial", ["there is at least one partial fix"]],
    ["wrong", ["there is at least one wrong answer"]],
  ])("catch that solutions/<id>/%s is missing", async (path, broken) => {
    const course = await soundCourse();
    rmSync(solutionOf(course, path), { recursive: true });
    expect(rulesOf(await brokenRules(course))).toEqual(broken);
  });

  it("catch a starter that differs from the baseline, even by a file", async () => {
    const course = await soundCourse();
    mkdirSync(join(course.exercise.folder, "src/more"));
    writeFileSync(join(course.exercise.folder, "src/more/extra.ts"), "export {};\n");
    expect(rulesOf(await brokenRules(course))).toEqual(["the starter equals the baseline"]);
  });
});

describe("gradings of our versions", () => {
  it.each<[string, Record<string, Outcome>, RegExp]>([
    ["a starter that passes", { "your code": exampleOutcomes.passed }, /starter is too slow/],
    ["a partial fix that passes", { partial: exampleOutcomes.passed }, /^partial\/.* falls short/],
    ["a partial fix that is wrong", { partial: exampleOutcomes["wrong answer"] }, /^partial\//],
    ["an undecided partial fix", { partial: exampleOutcomes.inconclusive }, /^partial\//],
    ["a reference that misses the target", { reference: exampleOutcomes["too slow"] }, /reference/],
    [
      "a reference without headroom",
      { reference: { outcome: "passed", measurement: exampleMeasurement(5.9) } },
      /reference passes with headroom/,
    ],
    ["a wrong answer that passes", { wrong: exampleOutcomes.passed }, /^wrong\/.* is refused/],
    ["a wrong answer that merely crashes", { wrong: exampleOutcomes.crashed }, /^wrong\//],
  ])("must not show %s", async (_, outcomes, rule) => {
    const graded = Object.entries(outcomes).map(([kind, outcome]) => [kind, { outcome }]);
    const [first, ...others] = await brokenBy(await soundCourse(), Object.fromEntries(graded));
    expect(first).toMatch(rule);
    // A version on the wrong side of the target gets wrong verdicts as well, and none has no speed.
    for (const other of others) expect(other).toMatch(/has a wrong verdict|faster than the base/);
  });

  it.each([
    ["your code", "it must give the same answer again"],
    ["reference", "it must answer as the baseline does"],
  ])("say what to do about wrong answers before speed counts: %s", async (kind, fix) => {
    const course = await soundCourse();
    const grade = gradingsOf(course, { [kind]: { outcome: exampleOutcomes["wrong answer"] } });
    const [wrong, unmeasured] = await brokenRules(course, { grade });
    expect(wrong?.fix).toContain(fix);
    expect(unmeasured).toMatchObject({ figure: "its speed was not measured" });
    expect(unmeasured?.fix).toContain("fix first what keeps the");
  });

  it("say what to do about a reference that misses the target", async () => {
    const course = await soundCourse();
    const grade = gradingsOf(course, { reference: { outcome: exampleOutcomes["too slow"] } });
    const [broken] = await brokenRules(course, { grade });
    expect(broken?.fix).toBe("make the reference faster, or lower goal.target");
  });

  it("say by which input a wrong answer is refused", async () => {
    const findings = await findingsOf(await soundCourse());
    const refused = findings.find(({ rule }) => rule.endsWith("is refused as a wrong answer"));
    expect(refused?.figure).toMatch(/^by a random input of size 20 \(seed 7\): .* at answer\./);
  });

  it.each<[string, Outcome]>([
    ["too slow", exampleOutcomes["too slow"]],
    ["over a bound", exampleOutcomes["over a bound"]],
    ["grows too fast", exampleOutcomes["grows too fast"]],
  ])("may show a partial fix that is %s", async (_, outcome) => {
    expect(await brokenBy(await soundCourse(), { partial: { outcome } })).toEqual([]);
  });

  it("must show that a partial fix gains something, for sure", async () => {
    const outcome = { outcome: "too slow" as const, measurement: exampleMeasurement(1.1) };
    expect(await brokenBy(await soundCourse(), { partial: { outcome } })).toEqual([
      "partial/still-compares-all-pairs is faster than the baseline",
    ]);
  });

  it.each(["your code", "partial", "reference"])(
    "are made again, for longer, where a busy machine leaves the verdict open: %s",
    async (kind) => {
      const course = await soundCourse();
      const noisy = { ...exampleOutcomes.inconclusive, reason: "too noisy" as const };
      const grade: Instruments["grade"] = (subject, folder, schedule) =>
        gradingsOf(course, schedule === thorough ? {} : { [kind]: { outcome: noisy } })(
          subject,
          folder,
        );
      expect(await brokenRules(course, { grade })).toEqual([]);
    },
  );

  it("are made once for all rules", async () => {
    const course = await soundCourse();
    const subjects: string[] = [];
    const grade: Instruments["grade"] = (subject, folder) => {
      subjects.push(subject);
      return gradingsOf(course)(subject, folder);
    };
    await brokenRules(course, { grade });
    expect(subjects).toHaveLength(4);
    expect(new Set(subjects).size).toBe(4);
  });

  it("are made again, for longer, where a small gain is not sure yet", async () => {
    const course = await soundCourse();
    const [unsure, sure] = [2, 20].map((forks) => exampleMeasurement(1.15, 1, forks));
    const grade: Instruments["grade"] = (subject, folder, schedule) => {
      const measurement = (schedule === thorough ? sure : unsure) ?? exampleMeasurement(1.15);
      const partial = { outcome: { outcome: "too slow" as const, measurement } };
      return gradingsOf(course, { partial })(subject, folder);
    };
    expect(await brokenRules(course, { grade })).toEqual([]);
  });

  it("need not show it of a partial fix whose first line says why it gains nothing", async () => {
    const course = await soundCourse();
    const file = solutionOf(course, "partial/still-compares-all-pairs/index.ts");
    const outcome = { outcome: "too slow" as const, measurement: exampleMeasurement(1) };
    writeFileSync(file, "// Not faster than the baseline: it copies the values.\n");
    expect(await brokenBy(course, { partial: { outcome } })).toEqual([]);
    writeFileSync(file, "// Not faster than the baseline:\n");
    expect(await brokenBy(course, { partial: { outcome } })).toHaveLength(1);
  });

  it("must not show that a partial fix gains what its first line denies", async () => {
    const course = await soundCourse();
    const file = solutionOf(course, "partial/still-compares-all-pairs/index.ts");
    writeFileSync(file, "// Not faster than the baseline: it copies the values.\n");
    expect(await brokenBy(course, {})).toEqual([
      "partial/still-compares-all-pairs is not faster than the baseline, and says why",
    ]);
  });

  it.each<[string, string, number]>([
    ["your code", "a starter", 2.7],
    ["reference", "a reference", 3.2],
  ])(
    "must not show %s so near the target that a verdict is often wrong: %s",
    async (kind, _, speedup) => {
      const outcome = kind === "reference" ? ("passed" as const) : ("too slow" as const);
      const measurement = exampleMeasurement(speedup, 1, 1);
      const broken = await brokenBy(await soundCourse(), {
        [kind]: { outcome: { outcome, measurement } },
      });
      expect(broken).toHaveLength(2);
      expect(broken[0]).toMatch(/with headroom/);
      expect(broken[1]).toMatch(/has a wrong verdict/);
    },
  );

  it.each(["your code", "partial", "reference"])(
    "must not take longer than the goal allows: %s",
    async (kind) => {
      const speedup = { "your code": 1, partial: 1.6, reference: 8 }[kind] ?? 1;
      const measurement = { ...exampleMeasurement(speedup), seconds: 8.4 };
      const outcome = kind === "reference" ? ("passed" as const) : ("too slow" as const);
      const broken = await brokenRules(await soundCourse(), {
        grade: gradingsOf(await soundCourse(), { [kind]: { outcome: { outcome, measurement } } }),
      });
      expect(rulesOf(broken)).toEqual(["every measurement ends within its 8 s"]);
      expect(broken[0]?.figure).toContain("8.4 s");
    },
  );

  it("may take longer on a machine that is busy with something else", async () => {
    const measurement = { ...exampleMeasurement(8, 2), seconds: 13 };
    const outcome = { outcome: "passed" as const, measurement };
    const findings = await findingsOf(await soundCourse(), {
      grade: gradingsOf(await soundCourse(), { reference: { outcome } }),
    });
    expect(findings.at(-1)).toMatchObject({
      holds: true,
      figure: "the longest: cpu time of reference, 6.5 s, and 13.0 s beside others",
    });
  });
});

describe("the planted hot spot", () => {
  it.each([
    ["in another function", 0, "somethingElse"],
    ["on a line before the planted ones", -1, undefined],
    ["on a line after the planted ones", 1000, undefined],
  ])("must not be %s, even in one profile of five", async (_, linesOff, name) => {
    const course = await soundCourse();
    const right = profileOf(course);
    const profileBaseline = profilesOf(
      right,
      right,
      profileOf(course, linesOff, name),
      right,
      right,
    );
    const [broken, ...others] = await brokenRules(course, { profileBaseline });
    expect(broken?.rule).toMatch(/^the hot spot is /);
    expect(broken?.figure).toMatch(/^in 4 of 5 profiles; /);
    expect(broken?.figure).toContain(name ?? "line ");
    expect(others).toEqual([]);
  });

  it.each(["allocated bytes", "live bytes", "peak memory"] as const)(
    "may be one of bytes where %s are graded, wherever the time goes",
    async (metric) => {
      const course = await soundCourse();
      const { definition } = course.exercise;
      const exercise = {
        ...course.exercise,
        definition: { ...definition, goal: { ...definition.goal, metric } },
      };
      const { file, lines } = definition.diagnosis;
      const bytesOn = (line: number) => ({
        ...profileOf(course, 0, "somethingElse"),
        lineAllocations: {
          state: "seen",
          calls: 9,
          lines: [{ file, line, bytesPerCall: 900 }],
        } as const,
        sources: { [file]: readFileSync(join(exercise.folder, "baseline", file), "utf8") },
      });
      const found = async (line: number) => {
        const profileBaseline = profilesOf(bytesOn(line));
        const context = {
          ...contextOf(course.loaded, exercise, {} as Instruments),
          profileBaseline,
        };
        for await (const { holds, figure } of hotSpotIsAsPlanted(context)) return { holds, figure };
        throw new Error("the rule found nothing");
      };
      expect(await found(lines[0])).toMatchObject({ holds: true });
      const elsewhere = await found(1);
      expect(elsewhere.holds).toBe(false);
      expect(elsewhere.figure).toMatch(/^in 0 of 5 profiles; /);
    },
  );

  it.each([
    ["only there", "import { one } from RES;\nexport function pairSums() {\n  one();\n}\n", true],
    [
      "of an object",
      "import * as all from RES;\nexport function pairSums() {\n  all.rows.one();\n}\n",
      true,
    ],
    ["elsewhere", "import { one } from RES;\none();\nexport function pairSums() {\n}\n", false],
    [
      "elsewhere, too",
      "import { one } from RES;\none();\nexport function pairSums() {\n  one();\n}\n",
      false,
    ],
  ])("is where operations are asked for, if these are graded: %s", async (_, source, holds) => {
    const specifier = '"@bottleneck/pair-sums/resource"';
    const course = await soundCourse((folder) =>
      writeFileSync(join(folder, "baseline/index.ts"), source.replace("RES", specifier)),
    );
    const { definition } = course.exercise;
    const exercise = {
      ...course.exercise,
      definition: {
        ...definition,
        goal: { ...definition.goal, metric: "counted operations" as const },
        diagnosis: { function: "pairSums", file: "index.ts", lines: [3, 4] as const },
      },
    };
    const context = contextOf(course.loaded, exercise, {} as Instruments);
    for await (const found of hotSpotIsAsPlanted(context)) expect(found.holds).toBe(holds);
    expect.assertions(1);
  });

  it("must be seen", async () => {
    const cpu = { state: "missing", why: "no samples" } as const;
    const profileBaseline = profilesOf({
      cpu,
      allocations: cpu,
      lineAllocations: cpu,
      sources: {},
    });
    const [broken] = await brokenRules(await soundCourse(), { profileBaseline });
    expect(broken).toMatchObject({ figure: "in 0 of 5 profiles; no samples" });
  });
});

describe("a limit on growth", () => {
  const limited = () =>
    soundCourse((folder) =>
      rewriteManifest(folder, (text) =>
        text.replace("stretch: 10 ", "stretch: 10, growth: { below: 1.5, size: 50 } "),
      ),
    );
  const graded = (course: SoundCourse, exponent: number) =>
    gradingsOf(course, { reference: { growth: growthLike(exponent) } });

  it("is nothing to check where there is none", async () => {
    const findings = await findingsOf(await soundCourse());
    expect(rulesOf(findings).filter((rule) => /growth|grows/.test(rule))).toEqual([]);
  });

  /** What is found about growth, each finding by the beginning of its figure. */
  const shown = async (course: SoundCourse, changes: Partial<Instruments>) =>
    (await findingsOf(course, changes))
      .filter(({ rule }) => /growth|grows/.test(rule))
      .map(({ holds, figure }) => [holds, figure.slice(0, 7)]);

  it("is shown with what the baseline and the reference need of it", async () => {
    const course = await limited();
    const grade = gradingsOf(course, {
      "your code": { outcome: exampleOutcomes.passed },
      reference: { growth: growthLike(1.1) },
    });
    expect(await shown(course, { grade })).toEqual([
      [true, "n^2.00:"],
      [true, "n^1.10:"],
    ]);
  });

  it.each([1.45, 1.6])("must leave the reference room, which n^%d has not", async (exponent) => {
    const course = await limited();
    expect(rulesOf(await brokenRules(course, { grade: graded(course, exponent) }))).toEqual([
      "the reference's time grows slower than n^1.5, with room (n^1.40 or less)",
    ]);
  });

  it("must not be kept by a baseline that also meets the target", async () => {
    const course = await limited();
    const grade = gradingsOf(course, {
      "your code": { outcome: exampleOutcomes.passed },
      reference: { growth: growthLike(1.1) },
    });
    const growthOfBaseline = async () => growthLike(1.2);
    expect(rulesOf(await brokenRules(course, { grade, growthOfBaseline }))).toContain(
      "the baseline breaks the limit on growth (n^1.5) or the target",
    );
  });

  it("is broken by a baseline that can't be measured in time", async () => {
    const course = await limited();
    const grade = gradingsOf(course, {
      "your code": { outcome: exampleOutcomes.passed },
      reference: { growth: growthLike(1.1) },
    });
    const growthOfBaseline = async () => "timed out" as const;
    const [ofBaseline] = await shown(course, { grade, growthOfBaseline });
    expect(ofBaseline).toEqual([true, "too slo"]);
  });
});
