import { describe, expect, it } from "vitest";
import { createRandom } from "../src/contract/index.ts";
import { moderatedInterval } from "../src/statistics/moderated-interval.ts";
import { studentTCdf, studentTQuantile } from "../src/statistics/student-t.ts";
import { mean, median } from "../src/statistics/summary.ts";

describe("Student's t", () => {
  it.each([
    [3, 5.8409],
    [4, 4.6041],
    [6, 3.7074],
    [7, 3.4995],
    [10, 3.1693],
    [13, 3.0123],
    [30, 2.75],
    [120, 2.6174],
  ])("has the tabulated 99.5 %% quantile for %i degrees of freedom", (degrees, tabulated) => {
    expect(studentTQuantile(0.995, degrees)).toBeCloseTo(tabulated, 4);
  });

  it("becomes the normal distribution for many degrees of freedom", () => {
    expect(studentTQuantile(0.995, 1e6)).toBeCloseTo(2.5758, 4);
  });

  it("is the Cauchy distribution for one degree of freedom, whose quantile is a tangent", () => {
    for (const probability of [0.6, 0.75, 0.9, 0.99]) {
      const tangent = Math.tan(Math.PI * (probability - 0.5));
      expect(studentTQuantile(probability, 1) / tangent).toBeCloseTo(1, 9);
    }
  });

  it("has its median at 0", () => {
    expect(studentTQuantile(0.5, 5)).toBeCloseTo(0, 9);
    expect(studentTCdf(0, 5)).toBe(0.5);
  });

  it.each([1, 2, 5, 40])(
    "has a quantile that inverts the distribution for %i degrees",
    (degrees) => {
      for (const probability of [0.55, 0.9, 0.995]) {
        expect(studentTCdf(studentTQuantile(probability, degrees), degrees)).toBeCloseTo(
          probability,
          9,
        );
      }
    },
  );
});

describe("the moderated interval", () => {
  it("rests on what is known beforehand when there is one observation", () => {
    const { center, halfWidth } = moderatedInterval([Math.log(2)]);
    expect(center).toBe(Math.log(2));
    // 4 prior degrees of freedom and none more: t(0.995; 4) × 0.08.
    expect(halfWidth).toBeCloseTo(4.6041 * 0.08, 4);
  });

  it("is what the formula gives by hand for three observations", () => {
    // Mean 1.2, squares 0.01 + 0 + 0.01; s² = (4 × 0.0064 + 0.02) / 6 = 0.0076.
    const { center, halfWidth } = moderatedInterval([1.1, 1.2, 1.3]);
    expect(center).toBeCloseTo(1.2, 12);
    expect(halfWidth).toBeCloseTo(3.7074 * Math.sqrt(0.0076 / 3), 4);
  });

  it("does not take three equal observations for certainty", () => {
    const { halfWidth } = moderatedInterval([1, 1, 1]);
    expect(halfWidth).toBeCloseTo(3.7074 * Math.sqrt((4 * 0.0064) / 6 / 3), 4);
  });

  it("is wider when the observations disagree", () => {
    const agreeing = moderatedInterval([1, 1.01, 0.99]).halfWidth;
    expect(moderatedInterval([1, 1.5, 0.5]).halfWidth).toBeGreaterThan(3 * agreeing);
  });

  it("shrinks with every further observation of the same spread", () => {
    const widths = Array.from({ length: 5 }, (_, count) => {
      const observations = Array.from({ length: 2 * count + 2 }, (_, index) => (index % 2) / 10);
      return moderatedInterval(observations).halfWidth;
    });
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
    expect(new Set(widths).size).toBe(widths.length);
  });

  it.each([3, 6, 10])("holds the true mean in 99 %% of simulations with %i forks", (forks) => {
    const trials = 700;
    const random = createRandom(2024);
    let held = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { center, halfWidth } = moderatedInterval(simulateForks(random, forks));
      if (Math.abs(center - trueMean) <= halfWidth) held++;
    }
    expect(held / trials).toBeGreaterThan(0.98);
    expect(held / trials).toBeLessThan(0.998);
  });
});

const trueMean = 0.7;

/** Forks as the method's model has them: their variance drawn anew around the known one. */
function simulateForks(random: { float(): number }, count: number): number[] {
  const spread = Math.sqrt((4 * 0.08 ** 2) / chiSquareOf4(random));
  return Array.from({ length: count }, () => trueMean + spread * normal(random));
}

const chiSquareOf4 = (random: { float(): number }) =>
  -2 * Math.log((1 - random.float()) * (1 - random.float()));

const normal = (random: { float(): number }) =>
  Math.sqrt(-2 * Math.log(1 - random.float())) * Math.cos(2 * Math.PI * random.float());

describe("median", () => {
  it.each([
    { values: [7], middle: 7 },
    { values: [3, 1], middle: 2 },
    { values: [10, 9, 100], middle: 10 },
    { values: [4, 1, 3, 2], middle: 2.5 },
    { values: [-5, -1, -30], middle: -5 },
    { values: [2, 2, 2, 2], middle: 2 },
  ])("of $values is $middle", ({ values, middle }) => {
    expect(median(values)).toBe(middle);
  });

  it("of no values is not a number", () => {
    expect(median([])).toBeNaN();
  });

  it("leaves its argument as it was", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("mean", () => {
  it.each([
    { values: [7], middle: 7 },
    { values: [1, 2, 6], middle: 3 },
    { values: [-1, 1], middle: 0 },
  ])("of $values is $middle", ({ values, middle }) => {
    expect(mean(values)).toBe(middle);
  });

  it("of no values is not a number", () => {
    expect(mean([])).toBeNaN();
  });
});
