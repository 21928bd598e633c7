import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { reportCalibration } from "../../src/authoring/figures/calibration.ts";
import { chances, type ExerciseFigures, figuresOf } from "../../src/authoring/figures/figures.ts";
import { keepFigures, readFigures } from "../../src/authoring/figures/sealed-figures.ts";
import type { Subject } from "../../src/grading/result.ts";
import { copyCourse } from "../support/course-copy.ts";
import { exampleFigures as figures, gradingOf } from "../support/example-figures.ts";
import { exampleMeasurement } from "../support/example-results.ts";

describe("the figures of an exercise", () => {
  it("name the versions whose speedup was measured, and say it to three digits", () => {
    expect(figures.versions.map(({ name, speedup }) => [name, speedup])).toEqual([
      ["starter", 1],
      ["partial/half", 2.05],
      ["reference", 16],
    ]);
  });

  it("say what was asked for, and where it was measured", () => {
    expect(figures).toMatchObject({
      exercise: "order-join",
      metric: "cpu time",
      target: 4,
      measured: { on: "2025-06-07", cpuModel: "Example CPU", cores: 8, node: "v26.10.0" },
    });
  });

  it("give no version far from the target a chance of a wrong verdict", () => {
    for (const { wrongVerdict } of figures.versions) expect(wrongVerdict).toBeLessThan(0.001);
  });

  it.each<[Subject, number]>([
    ["your code", 4.2],
    ["partial/half", 3.9],
    ["reference", 3.9],
  ])("give %s at %d of a target of 4 a real chance of one", (subject, speedup) => {
    expect(chances(gradingOf(subject, speedup)).wrong).toBeGreaterThan(0.001);
  });

  it("count a partial fix that is fast enough, and falls short in something else, as fast", () => {
    expect(chances(gradingOf("partial/quadratic", 16)).wrong).toBeLessThan(0.001);
  });

  it("are none where nothing was graded", () => {
    expect(figuresOf([])).toBeUndefined();
  });
});

describe("figures that are kept", () => {
  it("lie in .bottleneck/, and beside the solutions only on demand", () => {
    const { root } = copyCourse();
    const own = { ...figures, exercise: "pair-sums" };
    keepFigures(own, root, false);
    expect(
      JSON.parse(readFileSync(join(root, ".bottleneck/check/pair-sums.json"), "utf8")),
    ).toMatchObject(own);
    expect(readFigures(root)).toEqual([]);
    keepFigures(own, root, true);
    expect(readFigures(root)).toEqual([own]);
  });

  it("are shown with a row for each version", () => {
    const page = reportCalibration([figures]);
    expect(page).toContain("## order-join");
    expect(page).toMatch(/^\| reference \| 16x \| .* \| passed \| - \| < 0.01 % \| < 0.01 % \|$/m);
  });

  it("show bounds and growth", () => {
    const bound = {
      atMost: 1.2,
      measurement: exampleMeasurement(2, 1, 3, "peak memory"),
      decision: "kept" as const,
    };
    const growth = { exponent: 1.0449, below: 1.5, grows: "within the limit", points: [] } as const;
    const own = figuresOf([{ ...gradingOf("reference", 16), bounds: [bound], growth }]);
    expect(own?.versions[0]).toMatchObject({ bounds: { "peak memory": 0.5 }, growth: 1.04 });
    expect(reportCalibration([own as ExerciseFigures])).toContain("peak memory 0.5x, n^1.04");
  });
});
